namespace EchoActors.Benchmarks.Load;

/// <summary>A socket whose first bytes are not echoed, such as a PROXY protocol header.</summary>
internal sealed class PrefacedChannel(int descriptor, byte[] preface) : Channel(descriptor)
{
    private int _left = preface.Length;

    internal override int Send(ReadOnlySpan<byte> bytes)
    {
        if (_left > 0)
        {
            _left -= base.Send(preface.AsSpan(preface.Length - _left));
        }

        return _left > 0 ? 0 : base.Send(bytes);
    }
}
