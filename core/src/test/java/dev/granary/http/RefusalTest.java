package dev.granary.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A final refusal is an error that says what to do. */
final class RefusalTest {
  private static GranaryException refusal(int status, Map<String, String> headers) {
    Http.Answer answer = new Http.Answer(status, headers::get, (into, offset, length) -> -1);
    return Refusal.of(answer, "https://example.org/a");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 410, 416, 418})
  void aRefusalTellsItsStatus(int status) {
    GranaryException refusal = refusal(status, Map.of());
    assertEquals(Code.HTTP, refusal.code());
    assertEquals(Map.of("status", status, "url", "https://example.org/a"), refusal.details());
  }

  @ParameterizedTest
  @CsvSource({"401,true", "403,false", "404,false"})
  void onlyAServerThatWantsCredentialsIsToldThemInHeaders(int status, boolean wanted) {
    String message = refusal(status, Map.of()).getMessage();
    assertTrue(message.contains(status + " at https://example.org/a."), message);
    assertEquals(wanted, message.endsWith("Give it credentials in headers."), message);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void aGatedRepositorySaysWhatToDo(int status) {
    GranaryException refusal = refusal(status, Map.of("x-error-code", "GatedRepo"));
    assertEquals(Code.GATED, refusal.code());
    assertEquals(status, refusal.details().get("status"));
    assertTrue(refusal.getMessage().contains("accept its terms"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("token"), refusal.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"404,EntryNotFound", "404,RevisionNotFound", "401,RepoNotFound", "404,GatedRepo"})
  void otherReasonsAreTold(int status, String reason) {
    GranaryException refusal = refusal(status, Map.of("x-error-code", reason));
    assertEquals(Code.HTTP, refusal.code());
    assertEquals(reason, refusal.details().get("errorCode"));
  }

  @Test
  void onlyWhatMayPassPasses() {
    for (int status = 200; status < 600; status++) {
      boolean passes = status == 408 || status == 429 || status >= 500;
      assertEquals(passes, Refusal.passes(status));
    }
  }
}
