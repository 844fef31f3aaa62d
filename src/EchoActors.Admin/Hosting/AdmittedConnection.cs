using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace EchoActors.Admin.Hosting;

/// <summary>A socket within the <see cref="ConnectionBudget"/>. It gives its place back when Kestrel disposes it.</summary>
internal sealed class AdmittedConnection : ConnectionContext
{
    private readonly ConnectionContext _socket;
    private readonly ConnectionBudget _budget;

    public AdmittedConnection(ConnectionContext socket, ConnectionBudget budget)
    {
        _socket = socket;
        _budget = budget;
        Waiting = new LinkedListNode<AdmittedConnection>(this);
        socket.Features.Set(this); // where RequestProgress finds it
    }

    /// <summary>Its place among those that wait for a request; the budget's alone.</summary>
    public LinkedListNode<AdmittedConnection> Waiting { get; }

    public override string ConnectionId
    {
        get => _socket.ConnectionId;
        set => _socket.ConnectionId = value;
    }

    public override IFeatureCollection Features => _socket.Features;

    public override IDictionary<object, object?> Items
    {
        get => _socket.Items;
        set => _socket.Items = value;
    }

    public override IDuplexPipe Transport
    {
        get => _socket.Transport;
        set => _socket.Transport = value;
    }

    public override EndPoint? LocalEndPoint
    {
        get => _socket.LocalEndPoint;
        set => _socket.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => _socket.RemoteEndPoint;
        set => _socket.RemoteEndPoint = value;
    }

    public override CancellationToken ConnectionClosed
    {
        get => _socket.ConnectionClosed;
        set => _socket.ConnectionClosed = value;
    }

    /// <summary>A request of it is being answered: it is not displaced.</summary>
    public void BeginRequest() => _budget.BeginRequest(this);

    /// <summary>It waits for its next request.</summary>
    public void EndRequest() => _budget.EndRequest(this);

    public override void Abort(ConnectionAbortedException abortReason) => _socket.Abort(abortReason);

    public override async ValueTask DisposeAsync()
    {
        await _socket.DisposeAsync();
        _budget.Release(this);
    }
}
