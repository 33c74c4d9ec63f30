package dev.granary.download;

import static dev.granary.download.Bench.CONTENT;
import static dev.granary.download.Bench.KEY;
import static dev.granary.download.Bench.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.GranaryException.Reason;
import dev.granary.Task;
import dev.granary.TaskLoop.Call;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.file.OpenFile;
import dev.granary.http.Http;
import dev.granary.session.FileProgress;
import dev.granary.session.Message;
import dev.granary.store.Row;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SharedDownloadsTest {
  private static final Http.Header TOKEN = new Http.Header("authorization", "Bearer mine");

  private final RuntimeException abort = new IllegalStateException("aborted");
  private final Tab.Browser browser = new Tab.Browser();
  private final Tab tab = browser.open("first");
  private final List<FileProgress> progress = new ArrayList<>();

  @AfterEach
  void everyAnswerIsClosed() {
    assertEquals(0, browser.server.open);
  }

  private Journal journal() {
    Row row = browser.disk.row(Table.JOURNALS, KEY);
    return row == null ? null : Journal.decode(KEY, row.stamp(), row.text());
  }

  private static GranaryException fails(Code code, Call<?> call) {
    GranaryException failure = assertThrows(GranaryException.class, call::get);
    assertEquals(code, failure.code(), failure.getMessage());
    return failure;
  }

  /** Breaks a download off after two chunks. */
  private void interrupted() {
    browser.server.then(drop(9));
    fails(Code.NETWORK, tab.fetch());
    assertEquals(8, journal().watermark());
    browser.server.asked.clear();
  }

  private static ScriptedServer.Fault drop(int after) {
    return (server, asked) ->
        server.whole(
            server.body(
                server.content, after, new GranaryException(Code.NETWORK, "The line broke.")));
  }

  private static ScriptedServer.Fault refuse(int status) {
    return (server, asked) -> new Http.Answer(status, name -> null, server.body("", -1, null));
  }

  @Test
  void twoCallersShareOneDownload() {
    List<FileProgress> second = new ArrayList<>();
    browser.hold();
    Call<OpenFile> one = tab.fetch(tab.task(), progress::add);
    Call<OpenFile> two = tab.fetch(tab.task(), second::add);
    assertFalse(one.isDone() || two.isDone());
    browser.answerHeld();
    assertEquals(CONTENT, text(one.get()));
    assertEquals(CONTENT, text(two.get()));
    assertEquals(List.of("all"), browser.server.asked);
    assertEquals(progress, second);
    assertEquals(new FileProgress(KEY, 14, 14, 0, true), progress.get(progress.size() - 1));
    assertEquals(List.of(Message.Change.file(KEY, true)), changes(tab));
  }

  private static List<Message.Change> changes(Tab of) {
    return of.member.events(Message.Change.class);
  }

  @Test
  void oneOfTwoGivesUpAndTheOtherHasTheFile() {
    browser.hold();
    Task impatient = tab.task();
    Call<OpenFile> one = tab.fetch(impatient, progress::add);
    Call<OpenFile> two = tab.fetch();
    impatient.end(abort);
    browser.loop.run();
    assertSame(abort, assertThrows(RuntimeException.class, one::get));
    assertFalse(two.isDone());
    progress.clear();
    browser.answerHeld();
    assertEquals(CONTENT, text(two.get()));
    assertEquals(List.of(), progress);
  }

  @Test
  void theLastCallerThatGivesUpEndsTheDownload() {
    browser.hold();
    Task first = tab.task();
    Task second = tab.task();
    Call<OpenFile> one = tab.fetch(first, progress::add);
    Call<OpenFile> two = tab.fetch(second, progress::add);
    first.end(abort);
    second.end(new IllegalStateException("later"));
    browser.loop.run();
    assertSame(abort, assertThrows(RuntimeException.class, one::get));
    assertEquals("later", assertThrows(RuntimeException.class, two::get).getMessage());
    browser.answerHeld();
    assertEquals(List.of(), browser.server.asked, "the request has ended with the download");
    assertEquals(CONTENT, text(tab.fetch().get()));
  }

  @Test
  void aCallerThatComesAtTheEndBeginsAnotherDownload() {
    interrupted();
    browser.hold();
    Task task = tab.task();
    Call<OpenFile> one = tab.fetch(task, progress::add);
    task.end(abort);
    Call<OpenFile> two = tab.fetch();
    assertSame(abort, assertThrows(RuntimeException.class, one::get));
    browser.answerHeld();
    assertEquals(CONTENT, text(two.get()));
    assertEquals(List.of("8-"), browser.server.asked);
  }

  @Test
  void anotherSpecIsAnotherDownload() {
    browser.hold();
    Call<OpenFile> one = tab.fetch();
    Call<OpenFile> two =
        tab.fetch(Bench.digest(CONTENT), tab.access(0), tab.task(), FileProgress.Listener.NONE);
    browser.answerHeld();
    assertEquals(CONTENT, text(one.get()));
    assertEquals(CONTENT, text(two.get()));
    assertEquals(List.of("all"), browser.server.asked, "the second found what the first brought");
  }

  @Test
  void aCallerThatWantsAPinGetsAPin() {
    browser.hold();
    FileSpec pinned = new FileSpec("", FileSpec.UNKNOWN, null, true, null);
    tab.fetch();
    Call<OpenFile> two = tab.fetch(pinned, tab.access(0), tab.task(), FileProgress.Listener.NONE);
    browser.answerHeld();
    assertTrue(two.get().manifest().pinned());
    assertTrue(tab.files.open(KEY).manifest().pinned());
  }

  @Test
  void aMorePatientCallerTriesAgain() {
    browser.server.then(drop(0));
    browser.hold();
    Call<OpenFile> impatient = tab.fetch();
    Call<OpenFile> patient =
        tab.fetch(FileSpec.ANY, tab.access(3), tab.task(), FileProgress.Listener.NONE);
    browser.answerHeld();
    browser.loop.advance(60_000);
    fails(Code.NETWORK, impatient);
    assertEquals(CONTENT, text(patient.get()));
  }

  @Test
  void aCallerWithAnotherTokenAsksItself() {
    browser.server.then(refuse(403));
    browser.hold();
    Call<OpenFile> refused = tab.fetch();
    Call<OpenFile> same = tab.fetch();
    Call<OpenFile> authorized =
        tab.fetch(FileSpec.ANY, tab.access(0, TOKEN), tab.task(), FileProgress.Listener.NONE);
    browser.answerHeld();
    assertSame(fails(Code.HTTP, refused), fails(Code.HTTP, same));
    assertEquals(CONTENT, text(authorized.get()));
    assertEquals(List.of("all", "all"), browser.server.asked);
    assertEquals(List.of("authorization: Bearer mine"), browser.server.sentHeaders);
  }

  @Test
  void aStopEndsItForAllCallersAndKeepsWhatHasCome() {
    interrupted();
    browser.hold();
    Call<OpenFile> one = tab.fetch();
    Call<OpenFile> two = tab.fetch();
    assertTrue(tab.stop(Reason.PAUSED).get());
    assertEquals(Map.of("key", KEY, "paused", true), fails(Code.CONFLICT, one).details());
    assertSame(fails(Code.CONFLICT, one), fails(Code.CONFLICT, two));
    assertEquals(8, journal().watermark());
    browser.answerHeld();
    assertEquals(CONTENT, text(tab.resume().get()));
    assertEquals(List.of("8-"), browser.server.asked);
  }

  @Test
  void aDiscardLeavesNothing() {
    interrupted();
    browser.hold();
    Call<OpenFile> one = tab.fetch();
    assertTrue(tab.stop(Reason.DISCARDED).get());
    assertEquals(Map.of("key", KEY, "discarded", true), fails(Code.CONFLICT, one).details());
    assertNull(journal());
    browser.answerHeld();
    fails(Code.NOT_FOUND, tab.resume());
  }

  @Test
  void aDiscardOfWhatIsNotUnderWayFreesItsBytes() {
    interrupted();
    assertEquals(8, browser.disk.totals().storedBytes());
    assertTrue(tab.stop(Reason.DISCARDED).get());
    assertEquals(0, browser.disk.totals().storedBytes());
  }

  @Test
  void anotherSessionStopsWhatHasNoJournalYet() {
    Tab other = browser.open("second");
    browser.hold();
    Call<OpenFile> one = tab.fetch();
    assertNull(journal());
    Call<Boolean> stop = other.stop(Reason.PAUSED);
    assertTrue(stop.get(), "answered before any time has passed");
    assertEquals(Map.of("key", KEY, "paused", true), fails(Code.CONFLICT, one).details());
    Message.Stop asked = (Message.Stop) other.member.toOthers.get(0);
    assertEquals(new Message.Stop(KEY, Reason.PAUSED, asked.question()), asked);
    assertEquals(List.of(new Message.Stopped(KEY, asked.question())), answers(tab));
    browser.answerHeld();
  }

  private static List<Message> answers(Tab of) {
    return of.member.toOthers.stream().filter(Message.Stopped.class::isInstance).toList();
  }

  @Test
  void anotherSessionStopsDownloadsThatWaitInLineToo() {
    interrupted();
    Tab other = browser.open("second");
    browser.hold();
    Call<OpenFile> working = tab.fetch();
    Call<OpenFile> waiting = other.fetch();
    assertTrue(browser.open("third").stop(Reason.DISCARDED).get());
    fails(Code.CONFLICT, working);
    fails(Code.CONFLICT, waiting);
    assertNull(journal());
    browser.answerHeld();
  }

  @Test
  void aStopWithoutAnAnswerWaitsThreeTenthsOfASecond() {
    Tab frozen = browser.open("second");
    browser.hold();
    Call<OpenFile> unstoppable = frozen.fetch();
    frozen.member.freeze();
    Call<Boolean> stop = tab.stop(Reason.PAUSED);
    browser.loop.advance(StopMessages.PATIENCE - 1);
    assertFalse(stop.isDone());
    browser.loop.advance(1);
    assertFalse(stop.get());
    browser.answerHeld();
    assertEquals(CONTENT, text(unstoppable.get()));
  }

  @Test
  void aStopTakesTheJournalFromASessionThatDoesNotListen() {
    interrupted();
    Tab frozen = browser.open("second");
    browser.hold();
    Call<OpenFile> unaware = frozen.fetch();
    frozen.member.freeze();
    assertTrue(tab.stop(Reason.PAUSED).get());
    browser.answerHeld();
    assertEquals(Map.of("key", KEY, "paused", true), fails(Code.CONFLICT, unaware).details());
  }

  @Test
  void aQuietDownloadMakesNoEventsButOtherSessionsFollowIt() {
    Tab other = browser.open("second");
    browser.hold();
    Call<OpenFile> part = tab.fetchPart(progress::add);
    List<FileProgress> followed = new ArrayList<>();
    Call<OpenFile> waiting = other.fetch(other.task(), followed::add);
    slowly();
    browser.answerHeld();
    browser.loop.advance(60_000);
    assertEquals(CONTENT, text(part.get()));
    assertEquals(CONTENT, text(waiting.get()));
    assertEquals(List.of(), tab.member.events(Message.Progressed.class));
    assertFalse(progress.isEmpty());
    List<Message> parts =
        tab.member.toOthers.stream().filter(Message.PartProgressed.class::isInstance).toList();
    assertFalse(parts.isEmpty());
    assertEquals(((Message.PartProgressed) parts.get(0)).progress(), followed.get(0));
    FileProgress last = followed.get(followed.size() - 1);
    assertTrue(last.done(), "the other session reports the end when it finds the file");
    assertEquals(List.of("all"), browser.server.asked);
    assertEquals(List.of(), other.member.events(Message.Change.class));
  }

  /** Makes each read of the server's next answer take a second. */
  private void slowly() {
    browser.server.then(
        (server, asked) -> {
          Http.Answer whole = server.whole();
          Task pause = new Task(browser.loop);
          return new Http.Answer(
              whole.status(), whole.headers(), new SlowBody(whole.body(), pause));
        });
  }

  @Test
  void aLoudCallerMakesAQuietDownloadLoud() {
    browser.hold();
    slowly();
    Call<OpenFile> part = tab.fetchPart(progress::add);
    Call<OpenFile> loud = tab.fetch();
    browser.answerHeld();
    browser.loop.advance(60_000);
    assertEquals(CONTENT, text(part.get()));
    assertEquals(CONTENT, text(loud.get()));
    List<Message.Progressed> events = tab.member.events(Message.Progressed.class);
    assertTrue(events.get(events.size() - 1).progress().done());
  }

  @Test
  void whatIsStoredIsGivenWithoutAnEvent() {
    tab.fetch().get();
    int before = tab.member.events.size();
    assertEquals(CONTENT, text(tab.fetch(tab.task(), progress::add).get()));
    assertEquals(before, tab.member.events.size());
    assertEquals(List.of(new FileProgress(KEY, 14, 14, 0, true)), progress);
  }

  @Test
  void aLateCallerIsToldTheLatestAtOnce() {
    browser.hold();
    slowly();
    Call<OpenFile> first = tab.fetch(tab.task(), progress::add);
    browser.answerHeld();
    browser.loop.advance(2000);
    List<FileProgress> late = new ArrayList<>();
    Call<OpenFile> second = tab.fetch(tab.task(), late::add);
    assertEquals(List.of(progress.get(progress.size() - 1)), late);
    browser.loop.advance(60_000);
    assertEquals(CONTENT, text(first.get()));
    assertEquals(CONTENT, text(second.get()));
  }

  @Test
  void aKnownServerIsAskedInItsOwnWayWhenADownloadGoesOn() {
    interrupted();
    tab.downloads.useKnownServers(
        (key, url, given, asking) -> {
          assertEquals(KEY + " " + ScriptedServer.URL, key + " " + url);
          return new ServerAccess(given.clients(), false, List.of(TOKEN), given.retries());
        });
    assertEquals(CONTENT, text(tab.resume().get()));
    assertEquals(List.of("8-"), browser.server.asked);
    assertTrue(browser.server.sentHeaders.contains("authorization: Bearer mine"));
  }

  @Test
  void whatIsUnfinishedIsListed() {
    interrupted();
    List<Unfinished> unfinished = browser.loop.call(() -> tab.downloads.unfinished()).get();
    assertEquals(List.of(KEY), unfinished.stream().map(Unfinished::key).toList());
    assertFalse(unfinished.get(0).active());
  }

  @Test
  void closingEndsWhatIsUnderWayAndNothingBegins() {
    browser.hold();
    Call<OpenFile> call = tab.fetch();
    assertTrue(browser.loop.call(tab.activity::close).get());
    fails(Code.CLOSED, call);
    fails(Code.CLOSED, tab.fetch());
    browser.answerHeld();
    assertEquals(List.of(), browser.server.asked);
  }
}
