package io.godwit.manager.decision;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.godwit.planner.cluster.Demand;
import io.godwit.planner.cluster.PlacementRule;
import io.godwit.protocol.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.json.JsonMapper;

/** Decisions as text: JSON, gzip, base64. Figures come back as they were, to the last bit. */
final class Packed {
  /** A snapshot of many thousands of VMs, and a limit to what a strange text can make of us. */
  private static final int MAX_BYTES = 1 << 27;

  private static final JsonMapper MAPPER =
      Json.LENIENT
          .rebuild()
          .addMixIn(Demand.class, Typed.class)
          .addMixIn(PlacementRule.class, Typed.class)
          .addMixIn(Matter.class, Typed.class)
          .build();

  private Packed() {}

  /** Sealed types name their permitted type. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
  private interface Typed {}

  static String of(Decision decision) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream packing = new GZIPOutputStream(bytes)) {
      packing.write(MAPPER.writeValueAsBytes(decision));
    } catch (IOException impossible) {
      throw new UncheckedIOException("memory can be written", impossible);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /**
   * @throws IllegalArgumentException if it is not such a text
   */
  static Decision read(String text) {
    byte[] packed = Base64.getDecoder().decode(text);
    try (GZIPInputStream unpacking = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      byte[] json = unpacking.readNBytes(MAX_BYTES);
      Decision decision = MAPPER.readValue(json, Decision.class);
      if (decision == null) {
        throw new IllegalArgumentException("the record of the plan is empty");
      }
      return decision;
    } catch (IOException broken) {
      throw new IllegalArgumentException("the record of the plan is damaged", broken);
    }
  }

  /** A decision as text, to be compared. */
  static String text(Decision decision) {
    return MAPPER.writeValueAsString(decision);
  }
}
