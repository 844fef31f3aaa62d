using Xunit;

namespace EchoActors.Tests;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("250us", 250)]
    [InlineData("500ms", 500_000)]
    [InlineData("30s", 30_000_000)]
    [InlineData("30 s", 30_000_000)]
    [InlineData("1.5s", 1_500_000)]
    [InlineData("2m", 120_000_000)]
    [InlineData("1h", 3_600_000_000)]
    [InlineData("10 seconds", 10_000_000)]
    public void It_reads_durations(string text, long microseconds)
    {
        Assert.True(Quantity.TryParseDuration(text, out var duration));
        Assert.Equal(microseconds, duration.TotalMicroseconds);
    }

    [Theory]
    [InlineData("512", 512)]
    [InlineData("64KiB", 65536)]
    [InlineData("64k", 65536)]
    [InlineData("1MB", 1_000_000)]
    [InlineData("1MiB", 1_048_576)]
    [InlineData("1.5KiB", 1536)]
    public void It_reads_sizes(string text, long bytes)
    {
        Assert.True(Quantity.TryParseSize(text, out var size));
        Assert.Equal(bytes, size);
    }

    [Theory]
    [InlineData("100", 100)]
    [InlineData("10k", 10_000)]
    [InlineData("1m", 1_000_000)]
    [InlineData("2.5k", 2_500)]
    public void It_reads_counts(string text, long expected)
    {
        Assert.True(Quantity.TryParseCount(text, out var count));
        Assert.Equal(expected, count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("3")]
    [InlineData("-3s")]
    [InlineData("3x")]
    [InlineData("1.2.3s")]
    [InlineData("99999999999999999999h")]
    public void It_refuses_what_is_no_duration(string text) => Assert.False(Quantity.TryParseDuration(text, out _));

    [Theory]
    [InlineData("")]
    [InlineData("1.5")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("12 parsecs")]
    public void It_refuses_what_is_no_count(string text) => Assert.False(Quantity.TryParseCount(text, out _));

    [Theory]
    [InlineData(172_800_000_000, "2 d")]
    [InlineData(86_401_000_000, "86,401 s")]
    [InlineData(3_000_000, "3 s")]
    [InlineData(1_500_000, "1.5 s")]
    [InlineData(500_000, "500 ms")]
    [InlineData(1_250, "1.25 ms")]
    [InlineData(250, "250 µs")]
    public void It_says_durations_in_words(long microseconds, string words) =>
        Assert.Equal(words, Quantity.Format(TimeSpan.FromMicroseconds(microseconds)));
}
