package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.cli.context.Context;
import io.godwit.cli.context.Contexts;
import io.godwit.model.error.GodwitException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whom a command calls, and as whom. */
class TargetTest {
  private static final String A1 = "https://a1:8080";
  private static final String A2 = "https://a2:8080";
  private static final String B = "https://b:8080";

  private final Map<String, String> shell = new HashMap<>();
  private Contexts contexts =
      Contexts.NONE
          .with(new Context("a", List.of(URI.create(A1), URI.create(A2)), null, "ann", "token-a"))
          .with(new Context("b", List.of(URI.create(B)), null, "ann", "token-b"));

  @Test
  void callsThisMachineWhereNothingIsSaid() {
    assertTarget(found(null, null, null), "https://127.0.0.1:8080", null);
  }

  @Test
  void takesWhatIsNearestToTheCommandLine() {
    shell.put("GODWIT_LAB_SERVER", "https://lab:1");
    shell.put("GODWIT_LAB_TOKEN", "token-lab");
    assertTarget(found(null, null, null), "https://lab:1", "token-lab");
    contexts = contexts.using("a");
    assertTarget(found(null, null, null), A1, "token-a");
    shell.put("GODWIT_CONTEXT", "b");
    assertTarget(found(null, null, null), B, "token-b");
    shell.put("GODWIT_SERVER", "https://shell:1,https://shell:2");
    assertTarget(found(null, null, null), "https://shell:1", null);
    assertTarget(found(null, "a", null), A1, "token-a");
    assertTarget(found("https://said:1", "a", null), "https://said:1", "token-a");
    assertTarget(found("https://said:1", null, null), "https://said:1", null);
    assertTarget(found(null, "lab", null), "https://lab:1", "token-lab");
  }

  @Test
  void takesTheTokenOfTheShellExceptWithAContextThatIsNamed() {
    contexts = contexts.using("a");
    shell.put("GODWIT_TOKEN", "token-shell");
    assertTarget(found(null, null, null), A1, "token-shell");
    assertTarget(found(null, "b", null), B, "token-b");
    assertTarget(found(null, "b", "token-said"), B, "token-said");
  }

  @Test
  void knowsAServerOfAContextByItsAddress() {
    assertTarget(found(A2, null, null), A2, "token-a");
    shell.put("GODWIT_SERVER", B);
    assertTarget(found(null, null, null), B, "token-b");
  }

  @Test
  void sendsNoTokenOfAContextToAnotherServer() {
    contexts = contexts.using("a");
    assertThat(found("https://elsewhere:1", null, null).token()).isNull();
    shell.put("GODWIT_SERVER", A1 + ",https://elsewhere:1");
    assertThat(found(null, null, null).token()).isNull();
  }

  @Test
  void saysWhichContextIsNotThere() {
    assertThatThrownBy(() -> found(null, "c", null))
        .isInstanceOf(GodwitException.class)
        .hasMessageContaining("no context 'c'");
    assertThatThrownBy(() -> found(null, "lab", null))
        .isInstanceOf(GodwitException.class)
        .hasMessageContaining("kept on this machine");
    shell.put("GODWIT_SERVER", "ftp://b");
    assertThatThrownBy(() -> found(null, null, null)).hasMessageContaining("GODWIT_SERVER");
  }

  @Test
  void hidesSecretsInItsText() {
    contexts = contexts.using("a");
    assertThat(found(null, null, null).toString()).doesNotContain("token-a");
    assertThat(contexts.toString()).doesNotContain("token-a");
  }

  private Target found(@Nullable String server, @Nullable String context, @Nullable String token) {
    List<URI> servers = server == null ? null : List.of(URI.create(server));
    return Target.of(
        new Target.Flags(servers, context, null, token), Map.copyOf(shell), () -> contexts);
  }

  private static void assertTarget(Target target, String server, @Nullable String token) {
    assertThat(target.servers().getFirst()).isEqualTo(URI.create(server));
    assertThat(target.token()).isEqualTo(token);
  }
}
