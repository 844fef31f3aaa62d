using System.Buffers;
using Akka.IO;

namespace EchoActors.Filters;

/// <summary>
/// Changes the bytes of one stream: chunks of <see cref="FaultRules.ChunkSize"/> bytes are corrupted, duplicated, swallowed, or
/// reset the connection. The same rules and seed change the same bytes, however the stream is cut.
/// </summary>
internal sealed class ChunkFaults
{
    private const int ChunkSize = FaultRules.ChunkSize;

    private readonly FaultCounts _counts;
    private readonly ArrayBufferWriter<byte> _repeat = new(ChunkSize); // of a chunk that is to come twice
    private ChunkHits _corrupt;
    private ChunkHits _duplicate;
    private ChunkHits _swallow;
    private ChunkHits _reset;
    private SplitMix64 _bits;
    private long _offset; // in the stream as the client sent it

    public ChunkFaults(FaultRules rules, ulong seed, FaultCounts counts)
    {
        _counts = counts;
        _corrupt = Hits(FaultKind.Corrupt);
        _duplicate = Hits(FaultKind.Duplicate);
        _swallow = Hits(FaultKind.Swallow);
        _reset = rules.Find(FaultKind.Reset) is CutRule ? Hits(null) : Hits(FaultKind.Reset);
        _bits = new SplitMix64(SplitMix64.Derive(seed, ulong.MaxValue));

        ChunkHits Hits(FaultKind? kind) =>
            kind is { } known ? new ChunkHits(rules.Find(known), SplitMix64.Derive(seed, (ulong)known)) : new ChunkHits(rule: null, seed);
    }

    /// <summary>What is echoed for the next bytes of the stream.</summary>
    /// <param name="data">The bytes as the client sent them.</param>
    /// <param name="isReset">Whether the connection is to be reset after what is echoed.</param>
    public ByteString Apply(ByteString data, out bool isReset)
    {
        isReset = false;
        if ((_offset + data.Count - 1) / ChunkSize < NextHit)
        {
            _offset += data.Count;
            return data;
        }

        var echo = new ArrayBufferWriter<byte>(data.Count + ChunkSize);
        for (var rest = data.ToReadOnlySpan(); !rest.IsEmpty;)
        {
            var chunk = _offset / ChunkSize;
            if (_reset.Next == chunk)
            {
                _counts.Add(FaultKind.Reset);
                isReset = true;
                break;
            }

            var place = (int)(_offset % ChunkSize);
            var piece = rest[..Math.Min(rest.Length, ChunkSize - place)];
            Echo(piece, chunk, isBeginning: place == 0, echo);
            rest = rest[piece.Length..];
            _offset += piece.Length;
            if (_offset % ChunkSize == 0)
            {
                Pass(chunk, echo);
            }
        }

        return ByteString.FromBytes(echo.WrittenSpan.ToArray());
    }

    /// <summary>The stream has ended: what is still to be echoed of a chunk that comes twice.</summary>
    public ByteString Finish()
    {
        var repeat = ByteString.FromBytes(_repeat.WrittenSpan.ToArray());
        _repeat.Clear();
        return repeat;
    }

    private long NextHit => Math.Min(Math.Min(_corrupt.Next, _duplicate.Next), Math.Min(_swallow.Next, _reset.Next));

    private void Echo(ReadOnlySpan<byte> piece, long chunk, bool isBeginning, ArrayBufferWriter<byte> echo)
    {
        if (_swallow.Next == chunk)
        {
            Count(FaultKind.Swallow, isBeginning);
            return;
        }

        var copy = echo.GetSpan(piece.Length)[..piece.Length];
        piece.CopyTo(copy);
        if (_corrupt.Next == chunk && isBeginning)
        {
            Count(FaultKind.Corrupt, isBeginning);
            copy[0] ^= (byte)(1 << _bits.Next(0, 7));
        }

        if (_duplicate.Next == chunk)
        {
            Count(FaultKind.Duplicate, isBeginning);
            _repeat.Write(copy);
        }

        echo.Advance(piece.Length);
    }

    private void Pass(long chunk, ArrayBufferWriter<byte> echo)
    {
        echo.Write(_repeat.WrittenSpan);
        _repeat.Clear();
        MovePast(ref _corrupt, chunk);
        MovePast(ref _duplicate, chunk);
        MovePast(ref _swallow, chunk);
    }

    private void Count(FaultKind kind, bool isBeginning)
    {
        if (isBeginning)
        {
            _counts.Add(kind);
        }
    }

    private static void MovePast(ref ChunkHits hits, long chunk)
    {
        if (hits.Next == chunk)
        {
            hits.MoveNext();
        }
    }
}
