using System.Net.Sockets;
using System.Runtime.InteropServices;
using EchoActors.Configuration;

namespace EchoActors;

/// <summary>The file of a Unix socket that listens (unix(7)): it stays when its process ends, and must go before the next can bind.</summary>
internal static partial class UnixSocketFile
{
    /// <summary>Why an actor system without event loops has none.</summary>
    public const string NeedsEventLoops = "Unix sockets need the event loops of the direct transport, which this system does not have.";

    private const int CurrentDirectory = -100; // AT_FDCWD of linux/fcntl.h
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint TypeAsked = 1; // STATX_TYPE of linux/stat.h
    private const int StatSize = 256; // struct statx
    private const int ModeAt = 28; // stx_mode
    private const int TypeMask = 0xf000; // S_IFMT of inode(7)
    private const int SocketType = 0xc000; // S_IFSOCK

    /// <summary>The address of a path, or of <c>@</c> and a name in the abstract namespace.</summary>
    public static UnixDomainSocketEndPoint EndPoint(string path) => new(IsAbstract(path) ? '\0' + path[1..] : path);

    /// <summary>Removes the file that a process left behind: a socket at which nobody listens.</summary>
    /// <exception cref="SettingsException">Somebody listens there, or it is another file; the message says so.</exception>
    public static void RemoveStale(string path)
    {
        if (IsAbstract(path) || !Path.Exists(path))
        {
            return;
        }

        if (!IsSocket(path))
        {
            throw new SettingsException($"'{path}' is a file and no socket: choose another path, or remove it.");
        }

        using var probe = new Socket(AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(EndPoint(path)); // never waits: unix(7) gives EAGAIN where the backlog is full
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
            return;
        }
        catch (SocketException e) when (e.SocketErrorCode != SocketError.WouldBlock)
        {
            throw new SettingsException($"'{path}' can't be used: {e.Message}.");
        }

        throw new SettingsException("the address is already in use; stop what listens there or choose another path.");
    }

    /// <summary>Sets the permissions of the file, once the socket is bound.</summary>
    public static void SetMode(string path, UnixFileMode mode)
    {
        if (!IsAbstract(path) && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    /// <summary>Removes the file of a socket that no longer listens.</summary>
    public static void Remove(string path)
    {
        if (!IsAbstract(path) && IsSocket(path))
        {
            File.Delete(path);
        }
    }

    private static bool IsAbstract(string path) => path[0] == '@';

    private static bool IsSocket(string path)
    {
        Span<byte> status = stackalloc byte[StatSize];
        return Stat(CurrentDirectory, path, NoFollow, TypeAsked, ref MemoryMarshal.GetReference(status)) == 0
            && (BitConverter.ToUInt16(status[ModeAt..]) & TypeMask) == SocketType;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(int directory, string path, int flags, uint mask, ref byte status);
}
