namespace EchoActors.Tests.Shared;

/// <summary>The cluster of a test: it decides in tenths of the usual times.</summary>
internal static class FastCluster
{
    /// <summary>A node that is terminated is gone, as after kill -9, and the others miss it within seconds.</summary>
    public const string Hocon = """
        akka {
          coordinated-shutdown.run-by-actor-system-terminate = off
          remote.flush-wait-on-shutdown = 100ms
          cluster {
            gossip-interval = 200ms
            leader-actions-interval = 200ms
            unreachable-nodes-reaper-interval = 200ms
            failure-detector {
              heartbeat-interval = 200ms
              acceptable-heartbeat-pause = 1s
              expected-response-after = 200ms
            }
          }
        }
        """;
}
