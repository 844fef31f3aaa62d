namespace EchoActors.Transport;

/// <summary>
/// An acknowledgement whose asker keeps no hold of the data that it writes with it: a connection that had lent it may
/// receive into the same memory again, and without it lends nothing. To Akka.IO it is an acknowledgement like any other.
/// </summary>
internal interface IReleasesBuffer;
