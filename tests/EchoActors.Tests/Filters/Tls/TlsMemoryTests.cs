using System.Runtime.InteropServices;
using EchoActors.Filters.Tls;
using Xunit;

namespace EchoActors.Tests.Filters.Tls;

public sealed partial class TlsMemoryTests
{
    private const int Mode = 33; // SSL_CTRL_MODE
    private const nint ReleaseBuffers = 0x10; // SSL_MODE_RELEASE_BUFFERS

    [SkippableFact]
    public void OpenSSL_releases_the_buffers_of_every_context_that_is_made_after_it_was_asked()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The runtime uses OpenSSL on Linux.");
        Assert.True(TlsMemory.ReleaseIdleBuffers());

        var context = New(Method());
        var mode = Control(context, Mode, 0, 0); // adds nothing, and returns what is set
        Free(context);

        Assert.Equal(ReleaseBuffers, mode & ReleaseBuffers);
        Assert.True(TlsMemory.ReleaseIdleBuffers()); // asked again
    }

    [LibraryImport("libssl.so.3", EntryPoint = "TLS_method")]
    private static partial nint Method();

    [LibraryImport("libssl.so.3", EntryPoint = "SSL_CTX_new")]
    private static partial nint New(nint method);

    [LibraryImport("libssl.so.3", EntryPoint = "SSL_CTX_ctrl")]
    private static partial nint Control(nint context, int command, nint value, nint pointer);

    [LibraryImport("libssl.so.3", EntryPoint = "SSL_CTX_free")]
    private static partial void Free(nint context);
}
