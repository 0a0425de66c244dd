package io.godwit.manager.curation;

import io.godwit.protocol.json.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What an object was like when somebody read it: a strong validator (RFC 9110, 8.8.3). It is a
 * digest of all that people can edit of the object, so that nothing has to be counted or kept, it
 * is the same at every manager, and an edit that was undone is none.
 *
 * @param value as it stands in headers, with its quotation marks
 */
public record EntityTag(String value) {
  /** 128 bits: no two states of one object will ever share them. */
  private static final int BYTES = 16;

  /** Of what can be edited of an object. */
  public static EntityTag of(Object editable) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(Json.LENIENT.writeValueAsBytes(editable));
      return new EntityTag("\"" + HexFormat.of().formatHex(Arrays.copyOf(digest, BYTES)) + "\"");
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
