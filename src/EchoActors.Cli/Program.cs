using EchoActors.Cli;

return await CommandLine.RunAsync(args);
