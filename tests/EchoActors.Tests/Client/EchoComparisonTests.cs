using Akka.IO;
using EchoActors.Client;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace EchoActors.Tests.Client;

public sealed class EchoComparisonTests
{
    [Property]
    public void Any_bytes_come_back_right_however_they_were_cut_on_both_ways(byte[] data, PositiveInt[] sendCuts, PositiveInt[] receiveCuts)
    {
        var comparison = new EchoComparison();
        foreach (var piece in Cut(data, sendCuts))
        {
            comparison.Expect(ByteString.FromBytes(piece));
        }

        Assert.All(Cut(data, receiveCuts), piece => Assert.Null(comparison.Compare(piece)));
        Assert.Equal((data.Length, 0L), (comparison.Echoed, comparison.Outstanding));
    }

    [Property]
    public void The_first_wrong_byte_is_found_wherever_it_is(NonEmptyArray<byte> data, PositiveInt[] cuts, NonNegativeInt place, byte change)
    {
        var sent = data.Get;
        var offset = place.Get % sent.Length;
        var got = sent.ToArray();
        got[offset] ^= (byte)(change | 1);
        var comparison = new EchoComparison();
        comparison.Expect(ByteString.FromBytes(sent));

        var fault = Cut(got, cuts).Select(piece => comparison.Compare(piece)).First(found => found is not null);

        Assert.Equal(new EchoFault(offset, sent[offset], got[offset]), fault);
        Assert.Equal(offset, comparison.Echoed);
    }

    [Property]
    public void A_byte_more_than_was_sent_is_a_fault(byte[] data, byte extra)
    {
        var comparison = new EchoComparison();
        if (data.Length > 0)
        {
            comparison.Expect(ByteString.FromBytes(data));
        }

        Assert.Equal(new EchoFault(data.Length, null, extra), comparison.Compare([.. data, extra]));
    }

    private static IEnumerable<byte[]> Cut(byte[] data, PositiveInt[] sizes)
    {
        var offset = 0;
        for (var i = 0; offset < data.Length; i++)
        {
            var size = Math.Min(sizes.Length == 0 ? data.Length : sizes[i % sizes.Length].Get, data.Length - offset);
            yield return data[offset..(offset + size)];
            offset += size;
        }
    }
}
