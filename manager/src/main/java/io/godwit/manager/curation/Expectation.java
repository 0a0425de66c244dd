package io.godwit.manager.curation;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * As what somebody knows the object they edit.
 *
 * @param tags it was one of these; none if it does not matter to them
 */
public record Expectation(Set<EntityTag> tags) {
  /** Whatever it is like now. */
  public static final Expectation ANYTHING = new Expectation(Set.of());

  /** A list of tags as in RFC 9110, 13.1.1; weak ones are of no use and never match. */
  private static final Pattern LIST = Pattern.compile("\\s*(W/)?(\"[!#-~]{0,128}\")\\s*(,|$)");

  /** What a message shows of one field. */
  private static final int MAX_SHOWN = 120;

  public Expectation {
    tags = Set.copyOf(tags);
  }

  /**
   * What an {@code If-Match} header says.
   *
   * @throws GodwitException PRECONDITION_REQUIRED without a header, REQUEST_MALFORMED
   */
  public static Expectation of(@Nullable String header) {
    if (header == null || header.isBlank()) {
      throw new GodwitException(
          ErrorCode.PRECONDITION_REQUIRED,
          "The call does not say what it has read of the object; nothing was changed.",
          "Read the object, and send the ETag of that answer as If-Match; or * to change whatever"
              + " is there.");
    }
    if (header.strip().equals("*")) {
      return ANYTHING;
    }
    Set<EntityTag> tags = new LinkedHashSet<>();
    Matcher matcher = LIST.matcher(header);
    int at = 0;
    while (at < header.length()) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw new GodwitException(
            ErrorCode.REQUEST_MALFORMED,
            "The If-Match header is neither * nor a list of ETags; nothing was changed.",
            "Send the ETag with its quotation marks, as it came.");
      }
      tags.add(new EntityTag((matcher.group(1) == null ? "" : "W/") + matcher.group(2)));
      at = matcher.end();
    }
    return new Expectation(tags);
  }

  /**
   * Returns if an object is as expected.
   *
   * @param what the object, as the subject of a sentence
   * @param now what it is like now
   * @param wished what it is to be like; null if it is to go
   * @throws GodwitException EDIT_STALE
   */
  void require(String what, Object now, @Nullable Object wished) {
    if (tags.isEmpty() || tags.contains(EntityTag.of(now))) {
      return;
    }
    throw new GodwitException(
        ErrorCode.EDIT_STALE,
        what
            + " was changed after it was read, and this call was not carried out. "
            + difference(Json.LENIENT.valueToTree(now), wished),
        "Read it again, decide whether the change is still right, and send it with the new ETag.");
  }

  private static String difference(JsonNode now, @Nullable Object wished) {
    if (wished == null) {
      return "It is now " + shown(now) + ".";
    }
    JsonNode other = Json.LENIENT.valueToTree(wished);
    List<String> fields = new ArrayList<>();
    for (String field : now.propertyNames()) {
      JsonNode is = now.path(field);
      if (!is.equals(other.path(field))) {
        fields.add(field + " is " + shown(is) + " now, and was to be " + shown(other.path(field)));
      }
    }
    return fields.isEmpty()
        ? "It is by now what it was to be."
        : "In it, " + String.join("; ", fields) + ".";
  }

  private static String shown(JsonNode value) {
    String text = value.isMissingNode() ? "nothing" : value.toString();
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
  }
}
