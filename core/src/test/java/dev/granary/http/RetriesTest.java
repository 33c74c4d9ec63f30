package dev.granary.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.GranaryException.Reason;
import dev.granary.chunk.ByteSource;
import dev.granary.chunk.ChunkBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may pass is tried again, later each time; what will not is not. */
final class RetriesTest {
  private static final String URL = "https://example.org/a";
  private static final long NOW = 1_800_000_000_000L;

  private final List<Long> waits = new ArrayList<>();
  private final List<Http.Answer> answers = new ArrayList<>();
  private int asked;
  private int closed;

  /** Whether the platform says that it is online. */
  private boolean online;

  /** Answers that are given one after the other; null is a lost line, and the last one stays. */
  private final Http http =
      request -> {
        Http.Answer answer = answers.get(Math.min(asked++, answers.size() - 1));
        if (answer == null) {
          GranaryException lost = new GranaryException(Code.NETWORK, "There is no line.");
          throw online ? lost.because(Reason.UNANSWERED) : lost;
        }
        return answer;
      };

  private Http.Answer answer(int status, String... header) {
    Map<String, String> headers = header.length == 0 ? Map.of() : Map.of(header[0], header[1]);
    ByteSource body =
        new ByteSource() {
          @Override
          public int read(ChunkBuffer into, int offset, int length) {
            return -1;
          }

          @Override
          public void close() {
            closed++;
          }
        };
    return new Http.Answer(status, headers::get, body);
  }

  private Http.Answer get(int most) {
    return new Retries(most, waits::add, () -> NOW).get(http, Http.Request.of(URL));
  }

  private GranaryException fails(int most, Code code) {
    GranaryException failure = assertThrows(GranaryException.class, () -> get(most));
    assertEquals(code, failure.code());
    assertEquals(URL, failure.details().get("url"));
    return failure;
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504, 520})
  void whatMayPassIsAskedAgainAndItsAnswerClosed(int status) {
    Http.Answer good = answer(200);
    answers.addAll(List.of(answer(status), answer(status), good));
    assertSame(good, get(2));
    assertEquals(2, waits.size());
    assertEquals(2, closed);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 206, 304, 400, 401, 403, 404, 410, 416, 451})
  void whatWillNotPassIsGivenAtOnce(int status) {
    answers.add(answer(status));
    assertEquals(status, get(5).status());
    assertEquals(List.of(), waits);
    assertEquals(0, closed);
  }

  @Test
  void aLostLineIsTriedAgain() {
    answers.add(null);
    answers.add(null);
    answers.add(answer(200));
    assertEquals(200, get(2).status());
    assertEquals(3, asked);
  }

  @Test
  void afterTheLastTryTheErrorIsTheLastOne() {
    answers.add(answer(503));
    GranaryException refused = fails(3, Code.HTTP);
    assertEquals(503, refused.details().get("status"));
    assertEquals(4, asked);
    assertEquals(4, closed);

    answers.clear();
    answers.add(null);
    fails(0, Code.NETWORK);
    assertEquals(3, waits.size());
  }

  /** The browser is online, so the server may not allow the page: more tries would not help. */
  @Test
  void aServerThatNeverAnswersIsAskedTwiceWhenThePlatformIsOnline() {
    answers.add(null);
    online = true;
    GranaryException failure = fails(5, Code.NETWORK);
    assertEquals(true, failure.details().get("unanswered"));
    assertEquals(2, asked);
    assertEquals(1, waits.size());
    asked = 0;
    fails(0, Code.NETWORK);
    assertEquals(1, asked);
  }

  @Test
  void aServerThatHasAnsweredIsAskedAsOftenAsTheCallerWants() {
    online = true;
    answers.add(answer(503));
    answers.add(null);
    fails(5, Code.NETWORK);
    assertEquals(6, asked);

    asked = 0;
    answers.remove(0);
    Retries retries = new Retries(5, waits::add, () -> NOW);
    retries.answered();
    assertThrows(GranaryException.class, () -> retries.get(http, Http.Request.of(URL)));
    assertEquals(6, asked);
  }

  @Test
  void aServerThatAnswersAtTheSecondTryIsFine() {
    online = true;
    answers.add(null);
    answers.add(answer(200));
    assertEquals(200, get(1).status());
  }

  @Test
  void eachWaitIsAboutTwiceTheOneBeforeAndNoneIsTooLong() {
    answers.add(null);
    fails(20, Code.NETWORK);
    long most = Retries.FIRST;
    for (long wait : waits) {
      assertTrue(wait >= most / 2 && wait <= most, wait + " of " + most);
      most = Math.min(Retries.LONGEST, most * 2);
    }
    assertEquals(20, waits.size());
    assertEquals(Retries.LONGEST, most);
  }

  @Test
  void notEverybodyComesAtTheSameMoment() {
    answers.add(null);
    for (int i = 0; i < 20; i++) {
      fails(1, Code.NETWORK);
    }
    assertTrue(waits.stream().distinct().count() > 1, waits.toString());
  }

  @Test
  void aServerIsLeftAloneForAsLongAsItAsks() {
    answers.addAll(List.of(answer(429, "retry-after", "7"), answer(200)));
    get(1);
    assertEquals(List.of(7000L), waits);
  }

  @Test
  void untilTheDateThatItTells() {
    // NOW is Fri, 15 Jan 2027 08:00:00 GMT.
    answers.addAll(
        List.of(answer(503, "retry-after", "Fri, 15 Jan 2027 08:00:05 GMT"), answer(200)));
    get(1);
    assertEquals(List.of(5000L), waits);
  }

  @Test
  void butNotForEver() {
    answers.add(answer(429, "retry-after", "1000000000"));
    GranaryException refused = fails(2, Code.HTTP);
    assertEquals(429, refused.details().get("status"));
    assertEquals(List.of(Retries.LONGEST, Retries.LONGEST), waits);
  }

  @Test
  void enoughNewBytesCountAsANewBeginning() {
    Retries retries = new Retries(1, waits::add, () -> NOW);
    GranaryException broken = new GranaryException(Code.NETWORK, "It broke off.");
    retries.again(broken);
    assertSame(broken, assertThrows(GranaryException.class, () -> retries.again(broken)));
    retries.progressed(9, 10);
    assertSame(broken, assertThrows(GranaryException.class, () -> retries.again(broken)));
    // The failure does not change the sum.
    retries.progressed(1, 10);
    retries.again(broken);
    assertEquals(2, waits.size());
    assertTrue(waits.get(1) <= Retries.FIRST);
    // The sum begins anew.
    retries.progressed(9, 10);
    assertSame(broken, assertThrows(GranaryException.class, () -> retries.again(broken)));
  }

  /** A server that asks for no wait gets the usual one: it may answer at once that it is busy. */
  @Test
  void aServerThatAsksForNoWaitIsLeftAloneAllTheSame() {
    answers.add(answer(503, "retry-after", "0"));
    fails(3, Code.HTTP);
    assertEquals(3, waits.size());
    for (int i = 0; i < 3; i++) {
      long half = (Retries.FIRST << i) / 2;
      assertTrue(waits.get(i) >= half && waits.get(i) <= 2 * half, waits.toString());
    }
  }

  @Test
  void whoGivesUpWhileItWaitsIsNotKept() {
    answers.add(null);
    Retries retries =
        new Retries(
            5,
            wait -> {
              throw new IllegalStateException("given up");
            },
            () -> NOW);
    assertThrows(IllegalStateException.class, () -> retries.get(http, Http.Request.of(URL)));
    assertEquals(1, asked);
  }
}
