using Akka.Actor;
using Akka.Serialization;

namespace EchoActors.Mesh.Wire;

/// <summary>Writes and reads what nodes replicate. The manifest names the version; the schema is <c>mesh.proto</c>.</summary>
internal sealed class NodeRegisterSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public const string RegisterManifest = "echo-mesh-register-1";

    // Ours in every system: Akka.NET reserves 0 to 40.
    public override int Identifier => 3007;

    public override string Manifest(object o) => o is NodeRegister ? RegisterManifest : throw Foreign(o);

    public override byte[] ToBinary(object obj) => obj is NodeRegister register ? register.ToBytes() : throw Foreign(obj);

    public override object FromBinary(byte[] bytes, string manifest) => manifest == RegisterManifest
        ? NodeRegister.FromBytes(bytes)
        : throw new ArgumentException($"'{manifest}' is nothing that nodes of the mesh replicate.", nameof(manifest));

    private static ArgumentException Foreign(object o) => new($"{o.GetType()} is nothing that nodes of the mesh replicate.");
}
