using Xunit;

// Meters are the process's: a node of another test would be collected with this one's.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
