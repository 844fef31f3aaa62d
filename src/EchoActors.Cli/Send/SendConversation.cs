using EchoActors.Client;

namespace EchoActors.Cli;

/// <summary>Lines typed at a terminal, each with its echo: a prompt whenever nothing is outstanding.</summary>
internal sealed class SendConversation
{
    private const string Prompt = "> ";

    private readonly Transcript _transcript = new(Console.Out);
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
            _isPrompted = false; // the line that was typed has ended it
            _transcript.Sent(data);
            AskIfComplete();
        },
        OnEchoed = data =>
        {
            _transcript.Echoed(data);
            AskIfComplete();
        },
    };

    /// <summary>Ends the transcript and leaves the line of the prompt, once the exchange is over.</summary>
    public void End()
    {
        _transcript.End();
        if (_isPrompted)
        {
            Console.WriteLine();
        }
    }

    private void AskIfComplete()
    {
        if (_transcript.IsComplete)
        {
            Ask();
        }
    }

    private void Ask()
    {
        Console.Write(Prompt);
        _isPrompted = true;
    }
}
