package io.godwit.manager.identity.gate;

import static io.godwit.manager.identity.People.C1;
import static io.godwit.manager.identity.People.WEB;
import static io.godwit.manager.identity.People.disabled;
import static io.godwit.manager.identity.People.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.godwit.manager.identity.FirstStart;
import io.godwit.manager.identity.Grantee;
import io.godwit.manager.identity.IdentityChange;
import io.godwit.manager.identity.ManualTime;
import io.godwit.manager.identity.MemoryBook;
import io.godwit.manager.identity.People;
import io.godwit.manager.identity.Principal;
import io.godwit.manager.identity.Scope;
import io.godwit.manager.identity.Token;
import io.godwit.manager.identity.Tokens;
import io.godwit.manager.identity.User;
import io.godwit.manager.identity.gate.Audit.Note;
import io.godwit.manager.identity.password.Passwords;
import io.godwit.manager.time.Time;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.Privilege;
import io.godwit.model.identity.Role;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

final class GatekeeperTest {
  private static final String HERE = "192.0.2.1";
  private static final String ROOTS = "the first password";
  private static final String ANNS = "a password of ann";
  private static final Need LOOK = new Need.Of(Privilege.VM_VIEW, WEB);

  private final MemoryBook book = new MemoryBook();
  private final ManualTime time = new ManualTime();
  private final List<Note> notes = new CopyOnWriteArrayList<>();
  private final SecureRandom random = new SecureRandom();
  private final Accounts accounts =
      new Accounts(book, Passwords.cheap(random, Time.REAL), random, time, notes::add);
  private final Gatekeeper gate = accounts.gatekeeper();
  private Principal root = Principal.byPassword(FirstStart.ADMIN, HERE);

  /** Admin is there and ann, a viewer of a cluster who chose her password. */
  @BeforeEach
  void begin() {
    assertThat(accounts.firstStart(ROOTS)).isEmpty();
    root = gate.identify(basic("admin", ROOTS));
    accounts.create(root, People.user("ann").withPassword(null), "given to ann");
    accounts.give(root, Grantee.of(name("ann")), Role.VIEWER, C1);
    accounts.choosePassword(Principal.byPassword(name("ann"), HERE), "given to ann", ANNS);
    notes.clear();
  }

  private static Caller basic(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return new Caller("Basic " + Base64.getEncoder().encodeToString(pair), HERE);
  }

  private static Caller bearer(String token) {
    return new Caller("Bearer " + token, HERE);
  }

  private static GodwitException refused(ErrorCode code, ThrowingCallable call) {
    GodwitException refused = catchThrowableOfType(GodwitException.class, call);
    assertThat(refused).isNotNull();
    assertThat(refused.code()).as(refused.getMessage()).isEqualTo(code);
    return refused;
  }

  private Issued token(String user, Scope scope) {
    return accounts.issue(
        Principal.byPassword(name(user), HERE),
        new Accounts.TokenWish(name(user), "for a test", scope, Duration.ofDays(1)));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Digest x",
        "Basic",
        "Basic !",
        "Basic YWJj",
        "Basic /w==",
        "Bearer gwa1_t1_x"
      })
  void whatProvesNobodyIsRefused(@Nullable String header) {
    refused(ErrorCode.UNAUTHENTICATED, () -> gate.identify(new Caller(header, HERE)));
  }

  @Test
  void aHeaderHasALimit() {
    refused(ErrorCode.UNAUTHENTICATED, () -> gate.identify(bearer("x".repeat(10_000))));
  }

  @Test
  void aLoginGivesATokenForAWhile() {
    Issued issued = accounts.login("ann", ANNS, HERE);
    String text = issued.text().reveal();
    assertThat(text).matches("gwa1_t[a-z0-9]+_[0-9A-Za-z]{43}");
    Principal ann = gate.identify(bearer(text));
    assertThat(ann.user()).isEqualTo(name("ann"));
    assertThat(ann.means()).isEqualTo(Principal.Means.LOGIN_TOKEN);
    gate.require(ann, LOOK);
    assertThat(gate.visible(ann, Privilege.VM_VIEW).test(WEB)).isTrue();
    assertThat(gate.lastUsed(issued.token().id())).contains(time.instant());
    refused(ErrorCode.FORBIDDEN, () -> gate.require(ann, new Need.Of(Privilege.VM_POWER, WEB)));
    time.pass(Tokens.LOGIN_LIFETIME);
    refused(ErrorCode.UNAUTHENTICATED, () -> gate.identify(bearer(text)));
    refused(ErrorCode.UNAUTHENTICATED, () -> gate.require(ann, LOOK));
  }

  @Test
  void logoutEndsTheLogin() {
    String text = accounts.login("ann", ANNS, HERE).text().reveal();
    Principal ann = gate.identify(bearer(text));
    accounts.logout(ann);
    refused(ErrorCode.UNAUTHENTICATED, () -> gate.identify(bearer(text)));
    refused(ErrorCode.UNAUTHENTICATED, () -> gate.require(ann, new Need.ToBeLoggedIn()));
    refused(ErrorCode.FORBIDDEN, () -> gate.require(ann, LOOK));
    accounts.logout(Principal.byPassword(name("ann"), HERE));
  }

  @Test
  void aTokenIsItsWholeSecret() {
    String text = token("ann", Scope.FULL).text().reveal();
    String other = token("ann", Scope.FULL).text().reveal();
    char last = text.charAt(text.length() - 1) == 'a' ? 'b' : 'a';
    String forged = text.substring(0, text.length() - 1) + last;
    String mixed =
        text.substring(0, text.lastIndexOf('_')) + other.substring(other.lastIndexOf('_'));
    for (String wrong : List.of(forged, mixed, text + "a", text.substring(1))) {
      refused(ErrorCode.UNAUTHENTICATED, () -> gate.identify(bearer(wrong)));
    }
    assertThat(gate.identify(bearer(text)).means()).isEqualTo(Principal.Means.API_TOKEN);
  }

  @Test
  void aTokenIsLimitedToItsScope() {
    String text = token("admin", new Scope(Role.VIEWER, C1)).text().reveal();
    Principal limited = gate.identify(bearer(text));
    gate.require(limited, LOOK);
    refused(ErrorCode.FORBIDDEN, () -> gate.require(limited, new Need.Of(Privilege.VM_POWER, WEB)));
    refused(
        ErrorCode.FORBIDDEN,
        () -> gate.require(limited, new Need.Of(Privilege.VM_VIEW, ObjectPath.ROOT)));
    assertThat(notes).extracting(Note::action).contains("access.vm-power", "access.vm-view");
  }

  @Test
  void aUserWhoIsDisabledIsOutAtOnce() {
    String text = token("ann", Scope.FULL).text().reveal();
    User ann = book.now().requireUser(name("ann"));
    accounts.change(root, disabled(ann));
    refused(ErrorCode.UNAUTHENTICATED, () -> gate.identify(bearer(text)));
    refused(ErrorCode.UNAUTHENTICATED, () -> gate.identify(basic("ann", ANNS)));
    refused(ErrorCode.UNAUTHENTICATED, () -> accounts.login("ann", ANNS, HERE));
  }

  @Test
  void anExpiredPasswordIsGoodForChoosingOneOnly() {
    accounts.resetPassword(root, name("ann"), "set by the admin");
    Principal ann = gate.identify(basic("ann", "set by the admin"));
    refused(ErrorCode.PASSWORD_EXPIRED, () -> gate.require(ann, LOOK));
    refused(ErrorCode.PASSWORD_EXPIRED, () -> gate.require(ann, new Need.ToBeLoggedIn()));
    gate.require(ann, new Need.ToBeKnown());
    String login = accounts.login("ann", "set by the admin", HERE).text().reveal();
    Principal byLogin = gate.identify(bearer(login));
    refused(ErrorCode.PASSWORD_EXPIRED, () -> gate.require(byLogin, LOOK));
    refused(
        ErrorCode.PASSWORD_UNFIT,
        () -> accounts.choosePassword(byLogin, "set by the admin", "set by the admin"));
    accounts.choosePassword(byLogin, "set by the admin", "chosen by ann herself");
    gate.require(gate.identify(bearer(login)), LOOK);
  }

  @Test
  void aProgramGoesOnWhileItsUserHasToChooseAPassword() {
    String text = token("ann", Scope.FULL).text().reveal();
    accounts.resetPassword(root, name("ann"), "set by the admin");
    gate.require(gate.identify(bearer(text)), LOOK);
  }

  @Test
  void theFirstSecretIsPrintedOnceAndHasToBeChanged() {
    MemoryBook empty = new MemoryBook();
    Accounts first =
        new Accounts(empty, Passwords.cheap(random, Time.REAL), random, time, notes::add);
    String sentence = first.firstStart(null).orElseThrow();
    String secret =
        Arrays.stream(sentence.split(" "))
            .filter(w -> w.matches("(\\w{4}-){5}\\w{4}"))
            .findFirst()
            .orElseThrow();
    assertThat(first.firstStart(null)).isEmpty();
    Principal admin = first.gatekeeper().identify(basic("admin", secret));
    refused(ErrorCode.PASSWORD_EXPIRED, () -> first.gatekeeper().require(admin, LOOK));
    first.choosePassword(admin, secret, "chosen by an admin");
    first
        .gatekeeper()
        .require(first.gatekeeper().identify(basic("admin", "chosen by an admin")), LOOK);
    refused(ErrorCode.UNAUTHENTICATED, () -> first.gatekeeper().identify(basic("admin", secret)));
    assertThat(notes.toString()).doesNotContain(secret);
  }

  @Test
  void guessingIsThrottledAndSaysWhenToComeBack() {
    for (int i = 0; i < 6; i++) {
      refused(ErrorCode.UNAUTHENTICATED, () -> accounts.login("bob", "wrong", "198.51.100.1"));
    }
    GodwitException throttled =
        refused(ErrorCode.LOGIN_THROTTLED, () -> accounts.login("bob", "x", "198.51.100.1"));
    assertThat(throttled.retryAfter()).contains(Duration.ofSeconds(1));
    assertThat(gate.identify(basic("ann", ANNS))).as("others go on").isNotNull();
    assertThat(notes).hasSize(6).allMatch(note -> note.outcome() == Audit.Outcome.REFUSED);
  }

  @Test
  void unknownUsersAndWrongPasswordsGetTheSameAnswer() {
    accounts.create(root, People.user("robot").withPassword(null), null);
    List<String> answers = new ArrayList<>();
    int address = 0;
    for (String user : List.of("ann", "nobody", "robot", "Not A Name", "")) {
      String from = "198.51.100." + address++;
      answers.add(
          refused(ErrorCode.UNAUTHENTICATED, () -> accounts.login(user, "wrong", from))
              .getMessage());
    }
    assertThat(answers).containsOnly(answers.getFirst());
  }

  @Test
  void unknownUsersTakeAsLongAsWrongPasswords() {
    Accounts real = new Accounts(new MemoryBook(), random, time, notes::add);
    real.firstStart("a password of admin");
    long known = Long.MAX_VALUE;
    long unknown = Long.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      time.pass(LoginThrottle.MEMORY.multipliedBy(2));
      long ofKnown = nanos(real, "admin");
      long ofUnknown = nanos(real, "nobody");
      if (i >= 5) { // compiled by then
        known = Math.min(known, ofKnown);
        unknown = Math.min(unknown, ofUnknown);
      }
    }
    // The shortest of five: a busy machine makes some longer, never shorter.
    assertThat(unknown).isBetween(known / 2, known * 2);
    assertThat(unknown).as("a hash was computed").isGreaterThan(Duration.ofMillis(5).toNanos());
  }

  private static long nanos(Accounts accounts, String user) {
    long before = System.nanoTime();
    refused(ErrorCode.UNAUTHENTICATED, () -> accounts.login(user, "a wrong password", HERE));
    return System.nanoTime() - before;
  }

  @Test
  void aRightPasswordIsHashedOnceAMinute() {
    Accounts real = new Accounts(new MemoryBook(), random, Time.REAL, notes::add);
    real.firstStart("a password of admin");
    real.gatekeeper().identify(basic("admin", "a password of admin"));
    long before = System.nanoTime();
    for (int i = 0; i < 1000; i++) {
      real.gatekeeper().identify(basic("admin", "a password of admin"));
    }
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void aRememberedPasswordIsForgottenWhenItIsChanged() {
    gate.identify(basic("ann", ANNS));
    accounts.choosePassword(Principal.byPassword(name("ann"), HERE), ANNS, "another of ann's");
    refused(ErrorCode.UNAUTHENTICATED, () -> gate.identify(basic("ann", ANNS)));
    gate.identify(basic("ann", "another of ann's"));
  }

  @Test
  void aWeakHashIsMadeAnewAtLogin() {
    Accounts real = new Accounts(book, random, time, notes::add);
    real.login("ann", ANNS, HERE);
    User ann = book.now().requireUser(name("ann"));
    assertThat(ann.password()).isNotNull();
    assertThat(ann.password().hash().phc()).contains("m=19456");
    assertThat(ann.mustChangePassword()).isFalse();
    real.login("ann", ANNS, HERE);
  }

  @Test
  void noSecretIsLoggedNotedOrShown() {
    Logger logger = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level level = logger.getLevel();
    ListAppender<ILoggingEvent> captured = new ListAppender<>();
    captured.start();
    logger.addAppender(captured);
    logger.setLevel(Level.TRACE);
    StringBuilder said = new StringBuilder();
    List<String> secrets = new ArrayList<>(List.of(ANNS, "wrong guess", ROOTS, "typed-into-name"));
    try {
      Accounts logged =
          new Accounts(
              book,
              Passwords.cheap(random, Time.REAL),
              random,
              time,
              note -> {
                Audit.LOG.note(note);
                said.append(note);
              });
      Issued issued = logged.login("ann", ANNS, HERE);
      secrets.add(issued.text().reveal());
      secrets.add(issued.text().secret());
      Caller caller = bearer(issued.text().reveal());
      said.append(issued).append(caller).append(logged.gatekeeper().identify(caller));
      for (String user : List.of("ann", "nobody", "Typed typed-into-name")) {
        said.append(
            refused(ErrorCode.UNAUTHENTICATED, () -> logged.login(user, "wrong guess", HERE)));
      }
      said.append(
          refused(
              ErrorCode.UNAUTHENTICATED,
              () -> logged.gatekeeper().identify(bearer(issued.text().reveal() + "x"))));
      said.append(book.now()).append(book.changes());
      captured.list.forEach(event -> said.append(event.getFormattedMessage()));
    } finally {
      logger.setLevel(level);
      logger.detachAppender(captured);
    }
    assertThat(captured.list).isNotEmpty();
    assertThat(said.toString()).doesNotContain(secrets.toArray(String[]::new));
  }

  @Test
  void whatPeopleDoIsNoted() {
    accounts.take(root, book.now().grantsOf(Grantee.of(name("ann"))).iterator().next().id());
    refused(ErrorCode.USER_EXISTS, () -> accounts.create(root, People.user("ann"), null));
    accounts.delete(root, name("ann"));
    assertThat(notes)
        .extracting(note -> note.actor() + " " + note.action() + " " + note.outcome())
        .containsExactly(
            "admin grant.delete SUCCEEDED",
            "admin user.create REFUSED",
            "admin user.delete SUCCEEDED");
  }

  @Test
  void expiredTokensAndRightsOnWhatIsGoneAreForgotten() {
    token("ann", Scope.FULL);
    accounts.give(root, Grantee.of(name("ann")), Role.VM_OWNER, WEB);
    accounts.forget(WEB);
    assertThat(book.now().grants().values()).noneMatch(grant -> grant.path().equals(WEB));
    time.pass(Duration.ofDays(2));
    accounts.sweep();
    assertThat(book.now().tokens().size()).isZero();
    assertThat(book.changes()).last().isInstanceOf(IdentityChange.TokenRevoked.class);
    assertThat(Token.Kind.values()).hasSize(2);
  }
}
