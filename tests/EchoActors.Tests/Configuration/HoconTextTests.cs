using EchoActors.Configuration;
using FsCheck.Xunit;
using Xunit;

namespace EchoActors.Tests.Configuration;

/// <summary>HOCON is read whole or refused with the line that is wrong; Akka's parser alone loses settings in silence.</summary>
public sealed class HoconTextTests
{
    [Theory]
    [InlineData("a {\n  b = 3s\n", "the '{' in line 1 is never closed")]
    [InlineData("a {\n  b {\n    c = 3s\n  }\n", "the '{' in line 1 is never closed")]
    [InlineData("a = [1", "the '[' in line 1 is never closed")]
    [InlineData("a { b = 3s }\n}\nc = 1", "the '}' in line 2 closes nothing")]
    [InlineData("a {\n  b = [1\n}", "the '}' in line 3 closes nothing")]
    [InlineData("]", "the ']' in line 1 closes nothing")]
    [InlineData("{ a = 1 } b = 2", "line 1 is after the last bracket")]
    [InlineData("# one {\na = [\"127.0.0.1:0]\n", "the quotation mark in line 2 is never closed")]
    [InlineData("a = [${a}]", "${a} in line 1 refers to itself")]
    [InlineData("a = [1]\na = ${a} [2]", "${a} in line 2 refers to itself")]
    [InlineData("a = ${b}\nb = ${a}", "${b} in line 1 refers to itself")]
    [InlineData("a = ${b.c}\nb = ${a}", "${b.c} in line 1 refers to itself")]
    [InlineData("a { b = ${a} }", "${a} in line 1 refers to itself")]
    [InlineData("a = ${b}\nb { c = ${d} }\nd = [${a}]", "${b} in line 1 refers to itself")]
    [InlineData("a = ${?b}", "${?b} in line 1 is optional, which is not supported: leave out the '?'")]
    [InlineData("a = ${nope}", "Unresolved substitution: nope")]
    [InlineData("a = $b", "the '$' in line 1 begins no ${name}")]
    [InlineData("include \"other.conf\"", "line 1 includes another file, which is not supported: give each file by itself")]
    [InlineData("a {\n include file(\"other.conf\")\n}", "line 2 includes another file, which is not supported: give each file by itself")]
    [InlineData("a+=1", "the '+=' in line 1 is not supported: give the whole list with '='")]
    [InlineData("a += 1", "the '+=' in line 1 is not supported: give the whole list with '='")]
    [InlineData("listen on port 3000", "line 1 is neither a setting nor a section: write name = value or name { … }")]
    [InlineData("a = 1\n[server]\nlisten=3000", "line 2 is neither a setting nor a section: write name = value or name { … }")]
    [InlineData("a:\n  b:\n    - c", "a in line 1 has no value")]
    [InlineData("a =", "a in line 1 has no value")]
    [InlineData("a = [127.0.0.1:3000]", "the ':' in line 1 is not expected: quote a value that holds one, and begin each setting on a line of its own")]
    [InlineData("a = 1 b = 2", "the '=' in line 1 is not expected: quote a value that holds one, and begin each setting on a line of its own")]
    [InlineData("\"echoactors.server.backlog\" = 1", "\"echoactors.server.backlog\" in line 1 is one name and no path: leave out the quotation marks")]
    [InlineData("echoactors.\"server.backlog\" = 1", "\"server.backlog\" in line 1 is one name and no path: leave out the quotation marks")]
    [InlineData("\0\u0001", "line 1 is no text")]
    [InlineData("a = \"\\q\"", "Unknown escape code: q")]
    public void What_is_no_HOCON_is_refused_with_its_line(string hocon, string fault) =>
        Assert.Equal($"the configuration can't be used: {fault}.", Assert.Throws<SettingsException>(() => HoconText.Parse(hocon)).Message);

    [Fact]
    public void Brackets_without_end_are_refused_before_they_overflow_the_stack() =>
        Assert.Contains(
            "is the 65th inside another: 64 are the most",
            Assert.Throws<SettingsException>(() => HoconText.Parse("a = " + new string('[', 1_000_000))).Message);

    [Theory]
    [InlineData("", "a", null)]
    [InlineData("# only a comment }", "a", null)]
    [InlineData("\uFEFFa = 1", "a", "1")]
    [InlineData("a = 1\r\nb = 2\r\n", "b", "2")]
    [InlineData("{ a = 1, b = 2 }", "b", "2")]
    [InlineData("a\n{\n  b : 1\n}", "a.b", "1")]
    [InlineData("a.b = 1, a.c = 2 // } two", "a.c", "2")]
    [InlineData("base = 40\na = ${base}00", "a", "4000")]
    [InlineData("a { b = ${a.c}, c = 1 }", "a.b", "1")]
    [InlineData("a = \"a \\\" } b\"", "a", "a \" } b")]
    [InlineData("a = \"\"\"{ [\nx\"\"\"", "a", "{ [\nx")]
    [InlineData("a =\n  [\n  1\n  2\n]\nb = x", "b", "x")]
    [InlineData("a = some words/and+more", "a", "some words/and+more")]
    [InlineData("akka.actor.\"My.Type, Mine\" = x\na = y", "a", "y")]
    [InlineData("include = x", "include", "x")]
    public void What_is_HOCON_is_read(string hocon, string path, string? value)
    {
        var config = HoconText.Parse(hocon);

        Assert.Equal(value, config.HasPath(path) ? config.GetString(path) : null);
    }

    [Property(MaxTest = 1000)]
    public void Any_text_is_read_or_refused(string? text)
    {
        try
        {
            HoconText.Parse(text ?? "");
        }
        catch (SettingsException)
        {
            // refused
        }
    }

    [Theory]
    [InlineData("", "the configuration file has no name: give a path.")]
    [InlineData("/no-such-file.conf", "the configuration file /no-such-file.conf can't be read: it does not exist.")]
    [InlineData("/no/such/file.conf", "the configuration file /no/such/file.conf can't be read: its directory does not exist.")]
    [InlineData("/", "the configuration file / can't be read: it is a directory.")]
    public void A_file_that_can_not_be_read_is_named_with_the_reason(string path, string message) =>
        Assert.Equal(message, Assert.Throws<SettingsException>(() => HoconText.ReadFile(path)).Message);
}
