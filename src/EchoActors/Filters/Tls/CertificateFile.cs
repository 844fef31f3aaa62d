namespace EchoActors.Filters.Tls;

/// <summary>A certificate with its key in files.</summary>
/// <param name="Path">PEM, the certificate first and its issuers after it, or PFX.</param>
/// <param name="KeyPath">The key in PEM; null where <paramref name="Path"/> has it.</param>
/// <param name="Password">The password of a PFX file; null for none.</param>
public sealed record CertificateFile(string Path, string? KeyPath = null, string? Password = null);
