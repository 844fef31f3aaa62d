using EchoActors.Cli;
using EchoActors.Dispatch;

OutOfMemory.EndProcess();
RunToCompletion.InlineSocketCompletions();
StandardStreams.Guard();
var exitCode = await CommandLine.RunAsync(args);
return exitCode == ExitCode.Success && StandardStreams.OutputFailed.IsCancellationRequested ? ExitCode.Failure : exitCode;
