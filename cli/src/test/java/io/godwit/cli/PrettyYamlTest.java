package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What {@code -o yaml} prints means what {@code -o json} prints. */
class PrettyYamlTest {
  private static final YAMLMapper READER = new YAMLMapper();
  private static final String LETTERS = "abcz09 -:#'\"\n\t,[]{}&*!|>%@`?.~";

  @Test
  void isWhatPeopleWrite() {
    Map<String, Object> vm = new LinkedHashMap<>();
    vm.put("name", "web-1");
    vm.put("generation", 4);
    vm.put("host", null);
    vm.put("disks", List.of(Map.of("path", "a b.img"), List.of(1, 2)));
    vm.put("none", List.of());

    assertThat(PrettyYaml.of(new ItemList<>(List.of(vm, "x"))))
        .isEqualTo(
            """
            items:
            - name: web-1
              generation: 4
              host: null
              disks:
              - path: a b.img
              - - 1
                - 2
              none: []
            - x\
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "true",
        "No",
        "null",
        "~",
        "1",
        "0x1f",
        "1e3",
        "-",
        "- a",
        "a: b",
        "a #b",
        "a:",
        "#a",
        "*a",
        "&a",
        "!a",
        "|",
        ">",
        "%",
        "@",
        "`",
        "'",
        "\"",
        "\\",
        "{",
        "[",
        "a,b",
        "a\nb",
        "a\tb",
        "\u001b[2J",
        "\u202e",
        "\u0085",
        "\u2028",
        "\ufeff",
        "\ud83d\ude00",
        "=",
        "<<",
        ".5",
        "2026-03-01",
        "12:30:45",
        "a ",
        " a",
        "?"
      })
  void keepsEveryTextAsItIs(String text) {
    String yaml = PrettyYaml.of(Map.of("key", text, text + "k", List.of(text)));

    assertThat(yaml.chars()).allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f));
    assertThat(READER.readTree(yaml))
        .isEqualTo(Json.LENIENT.valueToTree(Map.of("key", text, text + "k", List.of(text))));
  }

  @Test
  void replacesHalfACharacter() {
    assertThat(PrettyYaml.of("a\ud83d")).isEqualTo("\"a\\ufffd\"");
  }

  /** A failure names its seed. */
  @Test
  void meansTheSameForAnything() {
    for (long seed = 1; seed <= 300; seed++) {
      Object value = any(new Random(seed), 4);
      assertThat(READER.readTree(PrettyYaml.of(value)))
          .as("seed %d:%n%s", seed, PrettyYaml.of(value))
          .isEqualTo(READER.readTree(Json.LENIENT.writeValueAsString(value)));
    }
  }

  private static Object any(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 6 : 4)) {
      case 0 -> random.nextBoolean();
      case 1 -> random.nextInt(1000) - 500;
      case 2 -> text(random);
      case 3 -> random.nextInt(100) / 8.0;
      case 4 -> {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(any(random, depth - 1));
        }
        yield list;
      }
      default -> {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          map.put(text(random), any(random, depth - 1));
        }
        yield map;
      }
    };
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }
}
