package io.godwit.manager.backup;

import io.godwit.manager.entity.EntityKey;
import io.godwit.protocol.json.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A whole state and the secrets that belong to it, as one file.
 *
 * @param version of the manager that wrote it
 * @param at when
 * @param term of leadership in which it was taken
 * @param entities every entity in its written form
 * @param files small files by their name relative to the manager's folder
 */
public record Backup(
    String version,
    Instant at,
    long term,
    SortedMap<EntityKey, byte[]> entities,
    SortedMap<String, byte[]> files) {
  private static final int FORMAT = 1;
  private static final String MANIFEST = "manifest.json";
  private static final String STATE = "state.txt";
  private static final String FILES = "files/";

  /** 2,500 hosts and 40,000 VMs are some hundred megabytes. */
  private static final long MAX_BYTES = 2L * 1024 * 1024 * 1024 - 1024;

  /** The first part of the file: what follows has to be there, exactly. */
  private record Manifest(
      int format,
      String version,
      Instant at,
      long term,
      int entities,
      Map<String, String> digests) {}

  /** Writes it as a ZIP file; {@code out} stays open. */
  public void write(OutputStream out) throws IOException {
    Map<String, byte[]> parts = new LinkedHashMap<>();
    parts.put(STATE, state());
    files.forEach((name, bytes) -> parts.put(FILES + name, bytes));
    Map<String, String> digests = new LinkedHashMap<>();
    parts.forEach((name, bytes) -> digests.put(name, digest(bytes)));
    Manifest manifest = new Manifest(FORMAT, version, at, term, entities.size(), digests);
    ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    part(zip, MANIFEST, Json.LENIENT.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest));
    for (Map.Entry<String, byte[]> part : parts.entrySet()) {
      part(zip, part.getKey(), part.getValue());
    }
    zip.finish();
  }

  /** One entity a line: its key, a tab, its JSON, which has no line breaks. */
  private byte[] state() {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    entities.forEach((key, bytes) -> {
      lines.writeBytes((key + "\t").getBytes(StandardCharsets.UTF_8));
      lines.writeBytes(bytes);
      lines.write('\n');
    });
    return lines.toByteArray();
  }

  private static void part(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }

  /**
   * Reads one and checks that it is whole.
   *
   * @throws IOException a sentence that says what is wrong with it
   */
  public static Backup read(InputStream in) throws IOException {
    Map<String, byte[]> parts = parts(in);
    Manifest manifest = manifest(parts.remove(MANIFEST));
    for (Map.Entry<String, String> expected : manifest.digests().entrySet()) {
      byte[] part = parts.get(expected.getKey());
      if (part == null) {
        throw new IOException("the backup is incomplete: it lacks " + expected.getKey());
      }
      if (!digest(part).equals(expected.getValue())) {
        throw new IOException("the backup is damaged: " + expected.getKey() + " was changed");
      }
    }
    SortedMap<EntityKey, byte[]> entities = entities(parts.getOrDefault(STATE, new byte[0]));
    if (entities.size() != manifest.entities()) {
      throw new IOException("the backup is damaged: it has " + entities.size() + " entities");
    }
    SortedMap<String, byte[]> files = new TreeMap<>();
    for (String name : manifest.digests().keySet()) {
      byte[] bytes = parts.get(name);
      if (name.startsWith(FILES) && bytes != null) {
        files.put(name.substring(FILES.length()), bytes);
      }
    }
    return new Backup(manifest.version(), manifest.at(), manifest.term(), entities, files);
  }

  private static Map<String, byte[]> parts(InputStream in) throws IOException {
    Map<String, byte[]> parts = new LinkedHashMap<>();
    long left = MAX_BYTES;
    try {
      ZipInputStream zip = new ZipInputStream(new BufferedInputStream(in), StandardCharsets.UTF_8);
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        byte[] bytes = zip.readNBytes((int) Math.min(left, Integer.MAX_VALUE - 8));
        left -= bytes.length;
        if (left <= 0) {
          throw new IOException("the backup is larger than any that a manager writes");
        }
        parts.put(entry.getName(), bytes);
      }
    } catch (ZipException | EOFException cut) {
      throw new IOException("the backup is damaged or cut short", cut);
    }
    return parts;
  }

  private static Manifest manifest(byte @Nullable [] bytes) throws IOException {
    if (bytes == null) {
      throw new IOException("this is not a backup of a Godwit manager");
    }
    try {
      Manifest manifest = Json.LENIENT.readValue(bytes, Manifest.class);
      if (manifest.format() > FORMAT) {
        throw new IOException(
            "the backup was written by a newer manager (" + manifest.version() + ")");
      }
      return manifest;
    } catch (JacksonException malformed) {
      throw new IOException("the backup's manifest is damaged", malformed);
    }
  }

  private static SortedMap<EntityKey, byte[]> entities(byte[] state) throws IOException {
    SortedMap<EntityKey, byte[]> entities = new TreeMap<>();
    int start = 0;
    for (int i = 0; i < state.length; i++) {
      if (state[i] == '\n') {
        String line = new String(state, start, i - start, StandardCharsets.UTF_8);
        int tab = line.indexOf('\t');
        int slash = line.indexOf('/');
        if (slash < 0 || tab < slash) {
          throw new IOException("the backup's state is damaged near byte " + start);
        }
        EntityKey key = new EntityKey(line.substring(0, slash), line.substring(slash + 1, tab));
        entities.put(key, line.substring(tab + 1).getBytes(StandardCharsets.UTF_8));
        start = i + 1;
      }
    }
    return entities;
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
