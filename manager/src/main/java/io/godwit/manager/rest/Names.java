package io.godwit.manager.rest;

import io.godwit.manager.catalog.CatalogKey;
import io.godwit.manager.catalog.CatalogKind;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.FolderPath;
import io.godwit.model.catalog.TagName;
import io.godwit.model.error.ErrorCode;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Names in paths and bodies that are about what people make. */
final class Names {
  private Names() {}

  /** What a path names; what cannot be a name is the name of nothing. */
  static <T> T inPath(Context request, CatalogKind kind, Function<String, T> parse) {
    return Requests.segment(
        request.pathParam(kind.word()), parse, ErrorCode.OBJECT_UNKNOWN, kind.word());
  }

  static ClusterName cluster(Context request) {
    return inPath(request, CatalogKind.CLUSTER, ClusterName::new);
  }

  static FolderPath folder(Context request) {
    return inPath(request, CatalogKind.FOLDER, text -> new FolderPath(text.replace(':', '/')));
  }

  /** The name in a body, or in its absence that of the object that is edited. */
  static <T> T named(
      @Nullable String given,
      Optional<CatalogKey> edited,
      String field,
      Function<String, T> parse) {
    String text = given == null && edited.isPresent() ? lastName(edited.get()) : given;
    return Requests.value(field, text, parse);
  }

  private static String lastName(CatalogKey key) {
    return key.kind() == CatalogKind.FOLDER
        ? key.shown()
        : key.id().substring(key.id().indexOf(':') + 1);
  }

  static List<TagName> tags(@Nullable List<String> tags) {
    return tags == null
        ? List.of()
        : Requests.each("tags", tags, (at, tag) -> Requests.value(at, tag, TagName::new));
  }

  static List<String> words(List<TagName> tags) {
    return tags.stream().map(TagName::value).toList();
  }

  static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
