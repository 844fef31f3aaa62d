namespace EchoActors.Transport.Direct;

/// <summary>What owns a descriptor that an event loop watches. The loop calls it on its thread only.</summary>
internal interface IEventSource
{
    /// <summary>Something has happened to the descriptor; nothing where the source had asked to go on later.</summary>
    void Handle(EpollEvents events);

    /// <summary>The loop has failed and ends: no event will come any more.</summary>
    void Abandon(Exception cause);
}
