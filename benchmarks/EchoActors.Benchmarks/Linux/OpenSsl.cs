using System.Runtime.InteropServices;

namespace EchoActors.Benchmarks.Linux;

/// <summary>TLS clients by OpenSSL itself, on sockets that don't block: the least that a load generator can spend on TLS.</summary>
internal static unsafe partial class OpenSsl
{
    internal const int WantsRead = 2; // SSL_ERROR_WANT_READ
    internal const int WantsWrite = 3; // SSL_ERROR_WANT_WRITE
    internal const int Writing = 2; // SSL_WRITING

    private const string Library = "libssl.so.3";
    private const int ControlMode = 33; // SSL_CTRL_MODE
    private const int Modes = 0x1 | 0x2 | 0x10; // ENABLE_PARTIAL_WRITE, ACCEPT_MOVING_WRITE_BUFFER, RELEASE_BUFFERS
    private const string Cipher = "TLS_AES_256_GCM_SHA384";

    private static readonly nint Context = NewContext();

    /// <summary>A client of TLS 1.3 with one cipher, so that every server has the same work. Any certificate will do.</summary>
    internal static nint NewClient(int descriptor)
    {
        var client = New(Context);
        SetDescriptor(client, descriptor);
        SetConnectState(client);
        return client;
    }

    internal static int Read(nint client, byte* buffer, int length)
    {
        ClearErrors();
        return ReadNative(client, buffer, length);
    }

    internal static int Write(nint client, byte* bytes, int length)
    {
        ClearErrors();
        return WriteNative(client, bytes, length);
    }

    [LibraryImport(Library, EntryPoint = "SSL_get_error")]
    internal static partial int ErrorOf(nint client, int result);

    /// <summary>What the last call could not do: <see cref="Writing"/>, or another number for reading.</summary>
    [LibraryImport(Library, EntryPoint = "SSL_want")]
    internal static partial int Want(nint client);

    [LibraryImport(Library, EntryPoint = "SSL_shutdown")]
    internal static partial int Shutdown(nint client);

    [LibraryImport(Library, EntryPoint = "SSL_free")]
    internal static partial void Free(nint client);

    internal static string LastError()
    {
        var text = stackalloc byte[256];
        ErrorText(GetError(), text, 256);
        return Marshal.PtrToStringUTF8((nint)text)!;
    }

    private static nint NewContext()
    {
        var context = NewContext(ClientMethod());
        ControlContext(context, ControlMode, Modes, 0);
        return context != 0 && SetCiphers(context, Cipher) == 1 ? context : throw new LoadException($"OpenSSL can't be used: {LastError()}.");
    }

    [LibraryImport(Library, EntryPoint = "TLS_client_method")]
    private static partial nint ClientMethod();

    [LibraryImport(Library, EntryPoint = "SSL_CTX_new")]
    private static partial nint NewContext(nint method);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_ctrl")]
    private static partial long ControlContext(nint context, int command, long argument, nint pointer);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_set_ciphersuites", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetCiphers(nint context, string names);

    [LibraryImport(Library, EntryPoint = "SSL_new")]
    private static partial nint New(nint context);

    [LibraryImport(Library, EntryPoint = "SSL_set_fd")]
    private static partial int SetDescriptor(nint client, int descriptor);

    [LibraryImport(Library, EntryPoint = "SSL_set_connect_state")]
    private static partial void SetConnectState(nint client);

    [LibraryImport(Library, EntryPoint = "SSL_read")]
    private static partial int ReadNative(nint client, byte* buffer, int length);

    [LibraryImport(Library, EntryPoint = "SSL_write")]
    private static partial int WriteNative(nint client, byte* bytes, int length);

    [LibraryImport("libcrypto.so.3", EntryPoint = "ERR_clear_error")]
    private static partial void ClearErrors();

    [LibraryImport("libcrypto.so.3", EntryPoint = "ERR_get_error")]
    private static partial ulong GetError();

    [LibraryImport("libcrypto.so.3", EntryPoint = "ERR_error_string_n")]
    private static partial void ErrorText(ulong error, byte* text, nint length);
}
