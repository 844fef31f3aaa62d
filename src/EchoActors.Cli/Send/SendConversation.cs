using EchoActors.Client;

namespace EchoActors.Cli;

/// <summary>Lines typed at a terminal, each with its echo: a prompt whenever nothing is outstanding.</summary>
internal sealed class SendConversation
{
    private const string Prompt = "> ";

    private long _outstanding;
    private bool _isPrompted;

    /// <summary>The exchange of what is typed, told on standard output.</summary>
    public EchoTransfer Over(Stream keyboard) => new(keyboard, Stream.Null)
    {
        OnConnected = connected =>
        {
            Console.WriteLine($"connected to {connected.Remote}: each line is sent and comes back, ctrl-d ends");
            Ask();
        },
        OnSent = data =>
        {
            _outstanding += data.Count;
            _isPrompted = false; // the line that was typed has ended it
            Console.WriteLine(SendText.Sent(data));
        },
        OnEchoed = data =>
        {
            _outstanding -= data.Count;
            Console.WriteLine(SendText.Echoed(data));
            if (_outstanding == 0)
            {
                Ask();
            }
        },
    };

    /// <summary>Leaves the line of the prompt, once the exchange is over.</summary>
    public void End()
    {
        if (_isPrompted)
        {
            Console.WriteLine();
        }
    }

    private void Ask()
    {
        Console.Write(Prompt);
        _isPrompted = true;
    }
}
