using System.Globalization;

namespace EchoActors.AdminCost;

/// <summary>One server on the first core with its clients on the second, and what came back.</summary>
internal sealed class Case : IDisposable
{
    private readonly Child _server;
    private readonly Child _load;

    private Case(string name, Child server, Child load, string admin) =>
        (Name, _server, _load, Admin) = (name, server, load, admin);

    public string Name { get; }

    /// <summary>Where its page is, or nothing if it has no admin address.</summary>
    public string Admin { get; }

    /// <summary>How many echoes came back.</summary>
    public double Echoes { get; private set; }

    /// <summary>The processor time that the server used for them, and for all else that it did meanwhile.</summary>
    public TimeSpan Work { get; private set; }

    public TimeSpan Duration { get; private set; }

    /// <summary>Echoes a second.</summary>
    public double Throughput => Echoes / Duration.TotalSeconds;

    /// <summary>Microseconds of the server's processor for each echo.</summary>
    public double WorkOfEach => Work.TotalMicroseconds / Echoes;

    /// <summary>The processor time that the server has used.</summary>
    public TimeSpan ProcessorTime => _server.ProcessorTime;

    public static async Task<Case> StartAsync(string name, bool admin, int connections)
    {
        var server = await Child.StartAsync(core: 0, EchoNode.Name, admin.ToString());
        var addresses = server.Ready.Split(' ');
        var load = await Child.StartAsync(core: 1, Load.Name, addresses[0], connections.ToString(CultureInfo.InvariantCulture));
        return new Case(name, server, load, addresses[1]);
    }

    /// <summary>Lets the clients echo for a while.</summary>
    public async Task EchoAsync(TimeSpan duration, bool counted)
    {
        var before = _server.ProcessorTime;
        var rate = double.Parse(
            await _load.DoAsync(duration.TotalSeconds.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
        if (counted)
        {
            Echoes += rate * duration.TotalSeconds;
            Duration += duration;
            Work += _server.ProcessorTime - before;
        }
    }

    public void Dispose()
    {
        _load.Dispose();
        _server.Dispose();
    }
}
