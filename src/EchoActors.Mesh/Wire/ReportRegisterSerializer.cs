using Akka.Actor;
using Akka.Serialization;

namespace EchoActors.Mesh.Wire;

/// <summary>Serializes a <see cref="ReportRegister"/>. The manifest names the version; the schema is <c>mesh.proto</c>.</summary>
internal sealed class ReportRegisterSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public const string RegisterManifest = "echo-mesh-register-1";

    // The same in every actor system of a mesh. Akka.NET reserves 0 to 40.
    public override int Identifier => 3007;

    public override string Manifest(object o) => o is ReportRegister ? RegisterManifest : throw Unknown(o);

    public override byte[] ToBinary(object obj) => obj is ReportRegister register ? register.ToBytes() : throw Unknown(obj);

    public override object FromBinary(byte[] bytes, string manifest) => manifest == RegisterManifest
        ? ReportRegister.FromBytes(bytes)
        : throw new ArgumentException($"'{manifest}' is not a manifest of this serializer.", nameof(manifest));

    private static ArgumentException Unknown(object o) => new($"{o.GetType()} is not a type of this serializer.");
}
