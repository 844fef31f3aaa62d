using System.Collections;

namespace EchoActors.Transport.Direct;

/// <summary>
/// The sources of one event loop by descriptor. Each has a key with a number of its own: an event that was told for a descriptor
/// before it was closed does not reach the source that has the same descriptor next.
/// </summary>
internal sealed class LoopSources : IEnumerable<IEventSource>
{
    private (IEventSource? Source, uint Number)[] _byDescriptor = new (IEventSource?, uint)[64];
    private uint _added;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a source, in place of one before it, and returns its key.</summary>
    public ulong Add(int descriptor, IEventSource source)
    {
        if (descriptor >= _byDescriptor.Length)
        {
            Array.Resize(ref _byDescriptor, Math.Max(descriptor + 1, 2 * _byDescriptor.Length));
        }

        Count += _byDescriptor[descriptor].Source is null ? 1 : 0;
        _byDescriptor[descriptor] = (source, ++_added);
        return ((ulong)_added << 32) | (uint)descriptor;
    }

    public void Remove(int descriptor)
    {
        if (descriptor < _byDescriptor.Length)
        {
            Count -= _byDescriptor[descriptor].Source is null ? 0 : 1;
            _byDescriptor[descriptor] = default;
        }
    }

    /// <summary>The source that was added with <paramref name="key"/>, if it is still there.</summary>
    public IEventSource? Find(ulong key)
    {
        var (source, number) = _byDescriptor[(uint)key];
        return number == (uint)(key >> 32) ? source : null;
    }

    /// <inheritdoc/>
    public IEnumerator<IEventSource> GetEnumerator() =>
        _byDescriptor.Where(entry => entry.Source is not null).Select(entry => entry.Source!).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
