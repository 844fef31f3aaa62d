using EchoActors.Cli;

DynamicCode.InterpretIfShort(args);
OutOfMemory.EndProcess();
if (DescriptorFloor.Refusal(DescriptorFloor.Any) is { } refusal)
{
    Console.Error.WriteLine($"echoactors: {refusal}");
    return ExitCode.Usage;
}

StandardStreams.Guard();
var exitCode = await CommandLine.RunAsync(args);

// A host that could not be started is left as it is: what kept it from starting may keep it from ending.
Environment.Exit(exitCode == ExitCode.Success && StandardStreams.OutputFailed.IsCancellationRequested ? ExitCode.Failure : exitCode);
return exitCode;
