using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace EchoActors.Filters.Tls;

/// <summary>What an idle TLS connection holds of OpenSSL's memory. It is a choice for the whole process, so a host makes it.</summary>
public static unsafe partial class TlsMemory
{
    private const string Crypto = "libcrypto.so.3";
    private const string Ssl = "libssl.so.3";
    private const int ContextClass = 1; // CRYPTO_EX_INDEX_SSL_CTX
    private const int SetMode = 33; // SSL_CTRL_MODE
    private const nint ReleaseBuffers = 0x10; // SSL_MODE_RELEASE_BUFFERS

    private static readonly Lazy<bool> Released = new(Release);

    /// <summary>
    /// Lets OpenSSL give back the two record buffers of a connection, 17 KB each, while it has no use for them: SSL_CTX_set_mode(3).
    /// <see cref="System.Net.Security.SslStream"/> has no option for it, so this is told when a context is made:
    /// CRYPTO_get_ex_new_index(3). It is for all TLS of the process that begins after it.
    /// </summary>
    /// <returns>Whether it is in force: on Linux with OpenSSL 3.</returns>
    public static bool ReleaseIdleBuffers() => Released.Value;

    private static bool Release()
    {
        try
        {
            return OperatingSystem.IsLinux() && SafeEvpPKeyHandle.OpenSslVersion >> 28 == 3 // the version that the runtime has loaded
                && NewIndex(ContextClass, 0, 0, &ContextIsMade, 0, 0) >= 0;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or CryptographicException)
        {
            return false; // a build of OpenSSL under another name: connections take more memory
        }
    }

    [UnmanagedCallersOnly]
    private static void ContextIsMade(nint context, nint pointer, nint data, int index, nint number, nint argument) =>
        ControlContext(context, SetMode, ReleaseBuffers, 0);

    [LibraryImport(Crypto, EntryPoint = "CRYPTO_get_ex_new_index")]
    private static partial int NewIndex(
        int objects, nint number, nint argument, delegate* unmanaged<nint, nint, nint, int, nint, nint, void> made, nint copied, nint freed);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_ctrl")]
    private static partial nint ControlContext(nint context, int command, nint value, nint pointer);
}
