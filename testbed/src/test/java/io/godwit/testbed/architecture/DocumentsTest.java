package io.godwit.testbed.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Documents agree with the tree. What a document names and is not there fails here. */
final class DocumentsTest {
  private static final Path ROOT = root();
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+?)(?:#([^)]*))?\\)");

  @Test
  void everyErrorCodeHasItsSection() throws IOException {
    List<String> headings =
        lines("docs/operations/errors.md")
            .filter(line -> line.startsWith("## "))
            .map(line -> line.substring(3).strip())
            .toList();
    List<String> slugs = Arrays.stream(ErrorCode.values()).map(ErrorCode::slug).toList();
    assertThat(headings).containsExactlyInAnyOrderElementsOf(slugs);
  }

  @Test
  void everySectionSaysKindStatusAndExit() throws IOException {
    String guide = read("docs/operations/errors.md");
    for (ErrorCode code : ErrorCode.values()) {
      String kind =
          code.kind().name().charAt(0) + code.kind().name().substring(1).toLowerCase(Locale.ROOT);
      assertThat(guide)
          .contains(
              "## %s\n\n%s, HTTP %d, exit %d."
                  .formatted(code.slug(), kind, code.httpStatus(), code.exitStatus()));
    }
  }

  @Test
  void theMapNamesEveryModuleAndPackage() throws IOException {
    Set<String> named = new TreeSet<>();
    for (List<String> row : map()) {
      named.add(row.getFirst());
    }
    for (String module : modules()) {
      assertThat(named).contains(module + "/");
      Path sources = ROOT.resolve(module).resolve("src/main/java");
      try (Stream<Path> files = Files.walk(sources)) {
        for (Path folder : files.filter(Files::isDirectory).toList()) {
          if (holdsClasses(folder)) {
            assertThat(named).contains(ROOT.relativize(folder) + "/");
          }
        }
      }
    }
  }

  @Test
  void whatTheMapNamesIsThere() throws IOException {
    List<List<String>> rows = map();
    assertThat(rows).isNotEmpty();
    for (List<String> row : rows) {
      Path path = ROOT.resolve(row.getFirst());
      assertThat(path).exists();
      if (row.size() > 1) {
        Path first = ROOT.resolve(row.get(1));
        assertThat(Files.exists(first) ? first : path.resolve(row.get(1))).exists();
      }
    }
  }

  @Test
  void everyPromiseNamesTestsThatExist() throws IOException {
    int promises = 0;
    for (String line : lines("SPECIFICATION.md").toList()) {
      if (!line.startsWith("- ")) {
        continue;
      }
      List<MatchResult> links = LINK.matcher(line).results().toList();
      for (int i = 0; i < links.size(); i++) {
        MatchResult link = links.get(i);
        Path test = ROOT.resolve(link.group(1));
        assertThat(test).exists();
        if (!link.group(1).endsWith(".java")) {
          continue;
        }
        String source = Files.readString(test);
        int end = i + 1 < links.size() ? links.get(i + 1).start() : line.length();
        for (String name : methods(line.substring(link.end(), end))) {
          assertThat(source).as("%s, named by: %s", test, line).contains("void " + name + "(");
          promises++;
        }
      }
    }
    assertThat(promises).isPositive();
  }

  @Test
  void linksOfDocumentsLeadSomewhere() throws IOException {
    List<Path> documents = new ArrayList<>();
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> below = Files.walk(ROOT.resolve("docs"))) {
      Stream.concat(top, below).filter(p -> p.toString().endsWith(".md")).forEach(documents::add);
    }
    assertThat(documents).contains(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md"));
    for (Path document : documents) {
      List<MatchResult> links = LINK.matcher(Files.readString(document)).results().toList();
      for (MatchResult link : links) {
        if (!link.group(1).contains("://")) {
          assertThat(document.resolveSibling(link.group(1))).as("a link of %s", document).exists();
        }
      }
    }
  }

  /** Method names in backticks; what else stands there has spaces or slashes. */
  private static List<String> methods(String text) {
    return CODE.matcher(text)
        .results()
        .map(found -> found.group(1))
        .filter(word -> word.matches("[a-z][A-Za-z0-9]+"))
        .toList();
  }

  /** The tables below "The map": of each row its path and, if there is one, its first file. */
  private static List<List<String>> map() throws IOException {
    List<List<String>> rows = new ArrayList<>();
    boolean within = false;
    for (String line : lines("ARCHITECTURE.md").toList()) {
      if (line.startsWith("## ")) {
        within = line.equals("## The map");
      } else if (within && line.startsWith("| `")) {
        String[] cells = line.split("\\|", -1);
        List<String> row = new ArrayList<>();
        CODE.matcher(cells[1]).results().findFirst().ifPresent(m -> row.add(m.group(1)));
        CODE.matcher(cells[3]).results().findFirst().ifPresent(m -> row.add(m.group(1)));
        rows.add(row);
      }
    }
    return rows;
  }

  private static List<String> modules() throws IOException {
    return Pattern.compile("<module>([^<]+)</module>")
        .matcher(read("pom.xml"))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  private static boolean holdsClasses(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .anyMatch(name -> name.endsWith(".java") && !name.equals("package-info.java"));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Stream<String> lines(String document) throws IOException {
    return read(document).lines();
  }

  private static String read(String document) throws IOException {
    Path file = ROOT.resolve(document);
    assertThat(file).exists();
    return Files.readString(file);
  }

  /** Tests run in the module's folder. */
  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("model/pom.xml"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
