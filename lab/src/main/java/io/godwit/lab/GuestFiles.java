package io.godwit.lab;

import io.godwit.lab.network.Topology;
import io.godwit.lab.process.Command;
import io.godwit.model.vm.DiskFormat;
import io.godwit.protocol.api.VmCreate;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Puts what guests need into the datastores. Everybody in the sandbox may write there. */
final class GuestFiles {
  private static final String SHARED = "shared";

  private final LabEnvironment environment;

  GuestFiles(LabEnvironment environment) {
    this.environment = environment;
  }

  Guest prepare(GuestSpec spec) throws InterruptedException {
    try {
      Path shared = environment.root().resolve(SHARED);
      openDirectory(shared);
      for (String name : List.of("vmlinuz", "initrd")) {
        if (!Files.exists(shared.resolve(name))) {
          Files.copy(environment.guest().resolve(name), shared.resolve(name));
        }
      }
      GuestSpec.Disk disk = spec.disk();
      Path folder =
          disk.datastore().equals(SHARED)
              ? shared
              : environment.root().resolve(spec.host()).resolve(disk.datastore());
      Path image =
          folder.resolve(spec.name() + (disk.format() == DiskFormat.RAW ? ".raw" : ".qcow2"));
      make(image, disk);
      return new Guest(spec, request(spec, image), image);
    } catch (IOException unwritable) {
      throw new LabException(
          "Cannot prepare guest " + spec.name() + ": " + unwritable.getMessage() + ".", unwritable);
    }
  }

  private void make(Path image, GuestSpec.Disk disk) throws IOException, InterruptedException {
    if (disk.format() == DiskFormat.RAW) {
      try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
        file.setLength(disk.size().bytes());
      }
    } else {
      Command.run(
          environment.qemuImage().toString(),
          "create",
          "-q",
          "-f",
          "qcow2",
          image.toString(),
          Long.toString(disk.size().bytes()));
    }
    Files.setPosixFilePermissions(image, PosixFilePermissions.fromString("rw-rw-rw-"));
  }

  private static VmCreate request(GuestSpec spec, Path image) {
    return new VmCreate(
        spec.name(),
        spec.host(),
        1,
        null,
        spec.memory().bytes(),
        null,
        null,
        new VmCreate.Kernel(SHARED, "vmlinuz", "initrd", spec.commandLine(Topology.CLIENT_ADDRESS)),
        List.of(
            new VmCreate.Disk(
                spec.disk().datastore(),
                image.getFileName().toString(),
                spec.disk().format().name())),
        List.of(new VmCreate.Nic(spec.network(), spec.mac())));
  }

  static void openDirectory(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  /** Deletes what is in {@code root}, not {@code root} itself. */
  static void deleteTree(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(root)) {
          Files.deleteIfExists(path);
        }
      }
    }
  }
}
