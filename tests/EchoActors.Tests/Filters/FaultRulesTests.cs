using EchoActors.Filters;
using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace EchoActors.Tests.Filters;

public sealed class FaultRulesTests
{
    [Theory]
    [InlineData("delay=20ms")]
    [InlineData("delay=20ms:50%")]
    [InlineData("delay=20ms±5ms")]
    [InlineData("delay=20ms+-5ms:0.5%")]
    [InlineData("delay=exp:20ms")]
    [InlineData("delay=exp:20ms:50%")]
    [InlineData("throttle=64KiB/s")]
    [InlineData("slice=1..7")]
    [InlineData("slice=3")]
    [InlineData("stall=5s@1MB")]
    [InlineData("stall=5s")]
    [InlineData("truncate=@10KiB")]
    [InlineData("reset=@10KiB")]
    [InlineData("reset:0.1%")]
    [InlineData("reset=@10KiB:5%")]
    [InlineData("corrupt:0.01%")]
    [InlineData("duplicate")]
    [InlineData("swallow:1%")]
    [InlineData("refuse:10%")]
    [InlineData("no-close")]
    [InlineData("delay=20ms:50%, seed=7, expires=60s")]
    [InlineData("stall=1s@1KiB,truncate=@2KiB")]
    [InlineData("truncate=@10KiB:50%,reset=@20KiB:50%")]
    public void Every_fault_is_read_and_written_back(string text)
    {
        var rules = FaultRules.Parse(text);

        Assert.False(rules.IsEmpty);
        Assert.Equal(text.Replace(" ", "", StringComparison.Ordinal), rules.ToString());
        Assert.Equal(rules.ToString(), FaultRules.Parse(rules.ToString()).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("delay=20ms:0%")]
    [InlineData("corrupt:0%,refuse:0%,reset=@1:0%")]
    public void A_list_without_a_fault_or_with_probability_0_is_empty(string text) => Assert.True(FaultRules.Parse(text).IsEmpty);

    [Theory]
    [InlineData("latency=20ms", "'latency=20ms' is no fault: write one of refuse, delay")]
    [InlineData("delay", "'delay' is not how to write delay: write for example delay=20ms")]
    [InlineData("delay=20", "write for example delay=20ms")]
    [InlineData("delay=5ms±20ms", "write for example delay=20ms")]
    [InlineData("delay=0s", "write for example delay=20ms")]
    [InlineData("delay=25h", "at most 24h")]
    [InlineData("delay20ms", "'delay20ms' is no fault")]
    [InlineData("throttle=64KiB", "write for example throttle=64KiB/s")]
    [InlineData("throttle=0/s", "write for example throttle=64KiB/s")]
    [InlineData("slice=7..1", "write for example slice=1..7")]
    [InlineData("slice=0..7", "write for example slice=1..7")]
    [InlineData("stall=@1MB", "write for example stall=5s@1MB")]
    [InlineData("truncate", "write for example truncate=@10KiB")]
    [InlineData("truncate=10KiB", "write for example truncate=@10KiB")]
    [InlineData("corrupt=1", "write for example corrupt or corrupt:1%")]
    [InlineData("swallow:101%", "'101%' in 'swallow:101%' is no probability: write 0% to 100%")]
    [InlineData("swallow:-1%", "is no probability")]
    [InlineData("swallow:x%", "is no probability")]
    [InlineData("swallow:1", "write for example swallow or swallow:1%")]
    [InlineData("seed=x,corrupt", "'seed=x' is not how to write seed: write for example seed=7")]
    [InlineData("expires=60,corrupt", "write for example expires=60s")]
    [InlineData("seed=7", "'seed=7' stands without a fault")]
    [InlineData("corrupt,,duplicate", "'' is no fault")]
    [InlineData("corrupt,corrupt:1%", "'corrupt' stands twice")]
    [InlineData("seed=1,seed=2,corrupt", "'seed' stands twice")]
    [InlineData("refuse,delay=1ms", "'delay' can't happen beside 'refuse': every connection is refused")]
    [InlineData("swallow,corrupt", "'corrupt' can't happen beside 'swallow': nothing is echoed")]
    [InlineData("truncate=@1KiB,no-close", "'no-close' can't happen beside 'truncate': every stream is ended early")]
    [InlineData("truncate=@1KiB,stall=1s@1MB", "'stall' can't happen beside 'truncate': the echo has ended before")]
    [InlineData("reset=@1KiB,truncate=@1KiB", "'truncate' can't happen beside 'reset': the echo has ended before")]
    [InlineData("reset,delay=1s", "'delay' can't happen beside 'reset': every connection is reset at its first byte")]
    public void A_wrong_list_is_refused_by_name_with_what_is_right(string text, string expected)
    {
        Assert.False(FaultRules.TryParse(text, out var rules, out var mistake));
        Assert.Null(rules);
        Assert.Contains(expected, mistake);
        Assert.EndsWith(".", mistake);
    }

    [Property]
    public void Any_text_is_read_or_refused_in_one_sentence(NonNull<string>[] items)
    {
        var text = string.Join(',', items.Select(item => item.Get));

        if (!FaultRules.TryParse(text, out _, out var mistake))
        {
            Assert.EndsWith(".", mistake);
        }
    }
}
