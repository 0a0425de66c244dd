package io.godwit.agent.platform;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folders for secrets that only the VMs' user and the agent can enter. They lie in memory: nothing
 * in them reaches a disk. Safe for all threads that do not name the same folder.
 */
public final class SecretFolders {
  private static final Logger LOG = LoggerFactory.getLogger(SecretFolders.class);
  private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");
  private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path memory;
  private final String prefix;
  private final VmUser user;

  /**
   * @param memory a folder on a file system without a disk
   * @param runDirectory of this agent, by which its folders are told from another's
   * @param user owns them
   */
  public SecretFolders(Path memory, Path runDirectory, VmUser user) {
    this.memory = memory;
    this.prefix =
        "godwit-" + Integer.toHexString(runDirectory.toAbsolutePath().toString().hashCode()) + "-";
    this.user = user;
  }

  /** Whether a secret can be kept off every disk here. */
  public boolean arePossible() {
    try {
      return Files.isWritable(memory) && IN_MEMORY.contains(Files.getFileStore(memory).type());
    } catch (IOException unreadable) {
      return false;
    }
  }

  /** Where the folder of that name is, or would be. */
  public Path at(String name) {
    return memory.resolve(prefix + name);
  }

  /** Makes one, empty; an earlier one of that name goes. */
  public Path make(String name) throws IOException {
    erase(name);
    Path folder = Files.createDirectory(at(name), OWNERS_FOLDER);
    user.own(folder);
    return folder;
  }

  /** Puts a file into one. */
  public Path put(Path folder, String file, byte[] content) throws IOException {
    Path made = Files.createFile(folder.resolve(file), OWNERS_FILE);
    Files.write(made, content);
    user.own(made);
    return made;
  }

  /** Removes one with all that is in it; what is not there is gone already. */
  public void erase(String name) {
    Path folder = at(name);
    if (!Files.exists(folder)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException stays) {
      LOG.warn("{} cannot be removed: {}", folder, stays.toString());
    }
  }

  /** Names of those that are there, an earlier agent's as well. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> left = Files.newDirectoryStream(memory, prefix + "*")) {
      left.forEach(folder -> names.add(folder.getFileName().toString().substring(prefix.length())));
    } catch (IOException unreadable) {
      LOG.warn("secrets in {} cannot be looked for: {}", memory, unreadable.toString());
    }
    return names;
  }

  @Override
  public String toString() {
    return memory.toString();
  }
}
