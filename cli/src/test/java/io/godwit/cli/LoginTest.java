package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.error.ErrorCode;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.LoginView;
import io.godwit.protocol.api.ManagerView;
import io.godwit.protocol.api.MeView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logging in and out, and what is remembered of it. How managers get known is tried over TLS. */
class LoginTest {
  private final CommandFixture godwit = new CommandFixture();
  private final Person person = new Person();
  @TempDir private Path home;

  /** Types answers, and remembers what was asked. */
  private static final class Person implements Prompt {
    final Deque<String> answers = new ArrayDeque<>();
    final List<String> questions = new ArrayList<>();

    @Override
    public Optional<String> line(String question) {
      questions.add(question);
      return Optional.ofNullable(answers.poll());
    }

    @Override
    public Optional<String> secret(String question) {
      return line("(unseen) " + question);
    }
  }

  @BeforeEach
  void moveIn() {
    godwit.environment.put("HOME", home.toString());
    godwit.prompt = person;
  }

  @AfterEach
  void stop() {
    godwit.close();
  }

  @Test
  void remembersWhereAndAsWhom() throws IOException {
    letsIn("token-1", false);
    person.answers.addAll(List.of("ann", "four or five words"));

    assertThat(godwit.runExactly("login", godwit.manager.address(), "--name", "prod")).isZero();

    assertThat(godwit.out()).isEqualTo("Logged in to prod as ann until 2026-03-01T12:00:00Z.\n");
    assertThat(person.questions).containsExactly("User at prod: ", "(unseen) Password of ann: ");
    assertThat(Files.readString(config())).contains("current: prod", "token-1");
    godwit.manager.says("GET /api/v1/hosts", FakeManager.hosts());
    assertThat(godwit.runExactly("host", "list")).isZero();
    assertThat(godwit.manager.authorizations.getLast()).isEqualTo("Bearer token-1");
    assertThat(godwit.runExactly("context", "list", "-o", "json")).isZero();
    assertThat(godwit.out()).contains("\"prod\"").doesNotContain("token-1");
    assertThat(godwit.runExactly("context", "show", "-o", "yaml")).isZero();
    assertThat(godwit.out()).contains("name: prod\n", "loggedIn: true").doesNotContain("token-1");
  }

  @Test
  void remembersTheOtherManagersToo() throws IOException {
    letsIn("token-1", false);
    godwit.manager.says(
        "GET /api/v1/managers",
        new ItemList<>(
            List.of(
                manager("m1", godwit.manager.address().substring("http://".length())),
                manager("m2", "127.0.0.2:8080"),
                manager("m3", "0.0.0.0:8080"),
                manager("m4", null))));

    assertThat(login()).isZero();

    assertThat(Files.readString(config()))
        .contains(godwit.manager.address(), "http://127.0.0.2:8080")
        .doesNotContain("0.0.0.0");
  }

  @Test
  void letsAPersonChooseTheirOwnPasswordFirst() {
    letsIn("token-1", true);
    godwit.manager.says("PUT /api/v1/me/password", 204, "application/json", "");
    person.answers.addAll(List.of("ann", "one-time", "my own long words", "my own long words"));

    assertThat(godwit.runExactly("login", godwit.manager.address())).isZero();

    assertThat(godwit.manager.requests)
        .contains(
            "PUT /api/v1/me/password"
                + " {\"current\":\"one-time\",\"replacement\":\"my own long words\"}");
    assertThat(godwit.err()).contains("choosing your own").doesNotContain("long words");
  }

  @Test
  void remembersNothingOfALoginThatFails() {
    godwit.manager.refuses("POST /api/v1/login", ErrorCode.UNAUTHENTICATED, "Wrong.");
    person.answers.addAll(List.of("ann", "wrong"));

    assertThat(godwit.runExactly("login", godwit.manager.address())).isEqualTo(3);

    assertThat(config()).doesNotExist();
  }

  @Test
  void saysHowToLogInWhereNobodyCanBeAsked() {
    assertThat(godwit.runExactly("login", godwit.manager.address(), "--user", "ann")).isEqualTo(3);
    assertThat(godwit.err()).contains("--password-file FILE");
    assertThat(godwit.manager.requests).isEmpty();
  }

  @Test
  void takesATokenInPlaceOfAPassword() throws IOException {
    Path token = home.resolve("token");
    Files.writeString(token, "gwa1_t9_x\n");
    godwit.manager.says(
        "GET /api/v1/me",
        new MeView("ci", "CI", List.of(), "API_TOKEN", "OPERATOR", "/", null, false));

    assertThat(
            godwit.runExactly("login", godwit.manager.address(), "--token-file", token.toString()))
        .isZero();

    assertThat(godwit.out()).isEqualTo("Logged in to 127.0.0.1 as ci.\n");
    assertThat(godwit.runExactly("login", "a", "--token-file", "x", "--user", "ann")).isEqualTo(2);
  }

  @Test
  void revokesTheTokenItForgets() throws IOException {
    letsIn("token-1", false);
    assertThat(login()).isZero();
    godwit.manager.says("POST /api/v1/logout", 204, "application/json", "");
    letsIn("token-2", false);

    assertThat(login()).isZero();
    assertThat(godwit.manager.requests.getLast()).isEqualTo("POST /api/v1/logout");
    assertThat(godwit.manager.authorizations.getLast()).isEqualTo("Bearer token-1");

    assertThat(godwit.runExactly("logout")).isZero();
    assertThat(godwit.manager.authorizations.getLast()).isEqualTo("Bearer token-2");
    assertThat(Files.readString(config())).doesNotContain("token-2").contains("current: ");
    assertThat(godwit.runExactly("logout")).isZero();
    assertThat(godwit.out()).startsWith("Nobody was logged in");
  }

  @Test
  void keepsTheTokenIfItCannotBeRevoked() throws IOException {
    letsIn("token-1", false);
    assertThat(login()).isZero();
    godwit.manager.refuses("POST /api/v1/logout", ErrorCode.HISTORY_FULL, "Not now.");

    assertThat(godwit.runExactly("logout")).isEqualTo(4);

    assertThat(Files.readString(config())).contains("token-1");
  }

  @Test
  void goesFromOneContextToAnotherAndForgetsThem() {
    letsIn("token-1", false);
    assertThat(login("--name", "a")).isZero();
    assertThat(login("--name", "b")).isZero();

    assertThat(godwit.runExactly("context", "use", "a")).isZero();
    assertThat(godwit.runExactly("context", "show")).isZero();
    assertThat(godwit.out()).startsWith("name:      a\n");
    assertThat(godwit.runExactly("context", "delete", "a")).isZero();
    assertThat(godwit.out()).contains("stays good until it expires");
    assertThat(godwit.runExactly("context", "show")).isEqualTo(3);
    assertThat(godwit.runExactly("context", "use", "a")).isEqualTo(3);
    assertThat(godwit.err()).contains("CONTEXT_UNKNOWN", "There are: b.");
  }

  private int login(String... more) {
    List<String> words =
        new ArrayList<>(List.of("login", godwit.manager.address(), "--user", "ann"));
    words.addAll(List.of(more));
    person.answers.clear();
    person.answers.add("four or five words");
    return godwit.runExactly(words.toArray(String[]::new));
  }

  private void letsIn(String token, boolean expired) {
    godwit.manager.says(
        "POST /api/v1/login", new LoginView(token, "ann", FakeManager.NOW, expired));
  }

  private static ManagerView manager(String name, @Nullable String rest) {
    return new ManagerView(name, 1, ManagerView.Role.FOLLOWER, "p:1", rest, null);
  }

  private Path config() {
    return home.resolve(".config/godwit/config.yaml");
  }
}
