package io.godwit.model.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ObjectPathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/a", "/clusters/c1/vms/web-1.x", "/users/a@b.c", "/...", "/1/2/3/4/5/6/7/8"})
  void isAPath(String text) {
    assertThat(new ObjectPath(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "//",
        "/a/",
        "/a//b",
        "/.",
        "/..",
        "/a/../b",
        "/a b",
        "/a\n",
        "/a%2f",
        "/ä",
        "/a\\b",
        "/1/2/3/4/5/6/7/8/9",
        "/clusters/*"
      })
  void isNone(String text) {
    assertThatThrownBy(() -> new ObjectPath(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSegmentHasALimit() {
    assertThat(new ObjectPath("/" + "a".repeat(128))).isNotNull();
    assertThatThrownBy(() -> new ObjectPath("/" + "a".repeat(129)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void goesDownAndUp() {
    ObjectPath vm = ObjectPath.ROOT.below("clusters", "c1").below("vms", "web");
    assertThat(vm).hasToString("/clusters/c1/vms/web");
    assertThat(vm.parent()).hasToString("/clusters/c1/vms");
    assertThat(new ObjectPath("/a").parent()).isEqualTo(ObjectPath.ROOT);
    assertThat(ObjectPath.ROOT.parent()).isEqualTo(ObjectPath.ROOT);
    assertThatThrownBy(() -> vm.below("a/b")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> vm.below("..")).isInstanceOf(IllegalArgumentException.class);
  }
}
