using EchoActors.Client;

namespace EchoActors.Probing.Load;

/// <summary>Connections that ended badly, by cause, with the error messages of the first.</summary>
internal sealed class LoadErrors
{
    private const int MostMessages = 10;

    private readonly SortedDictionary<EchoEnd, long> _counts = [];
    private readonly List<string> _messages = [];

    public long Count { get; private set; }

    public IReadOnlyDictionary<EchoEnd, long> Counts => new SortedDictionary<EchoEnd, long>(_counts);

    public IReadOnlyList<string> Messages => [.. _messages];

    public void Add(int connection, EchoEnd end, string message)
    {
        Count++;
        _counts[end] = _counts.GetValueOrDefault(end) + 1;
        if (_messages.Count < MostMessages)
        {
            _messages.Add($"connection {connection + 1:N0}: {message}");
        }
    }
}
