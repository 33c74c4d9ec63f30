package dev.granary.web.api;

import dev.granary.GranaryException.Reason;
import dev.granary.session.FileProgress;
import dev.granary.session.Message;
import dev.granary.web.dom.Platform;
import dev.granary.web.source.CoreTask;
import dev.granary.web.tabs.TabChannel;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/**
 * Reports events to JavaScript in a microtask, so never in the middle of Java's own work. Messages
 * to other sessions go over a {@link TabChannel}.
 */
final class Events implements dev.granary.session.Events {
  private static final String PROGRESS = "progress";

  /** Names progress that makes no event: only sessions that wait for the same file use it. */
  private static final String PART = "part";

  private static final String STOP = "stop";
  private static final String STOPPED = "stopped";

  /** Dispatches an event: a function of the facade. */
  @JSFunctor
  interface Emit extends JSObject {
    void event(String type, JSObject detail);
  }

  /** Receives progress: a function of the caller. */
  @JSFunctor
  interface OnProgress extends JSObject {
    void progress(JSObject progress);
  }

  private final Emit emit;

  /** Null for a store that no other session can open. */
  private final TabChannel channel;

  private Hearing hearing = message -> {};
  private boolean ended;

  /**
   * Makes the events of one session.
   *
   * @param name the name under which other sessions may open the store, or null where none can
   */
  Events(Emit emit, String name) {
    this.emit = emit;
    channel = name == null ? null : new TabChannel(name, this::heard);
  }

  @Override
  public void whenOthersTell(Hearing given) {
    hearing = given;
  }

  @Override
  public void tell(Message message) {
    send(event(message));
  }

  @Override
  public boolean tellOthers(Message message) {
    return tellOthers(event(message));
  }

  private boolean tellOthers(JSObject event) {
    return !ended && channel != null && channel.tell(event);
  }

  private void send(JSObject event) {
    if (!ended) {
      Platform.soon(() -> emit(emit, event));
      tellOthers(event);
    }
  }

  @JSBody(
      params = {"emit", "event"},
      script = "emit(event.type, event.detail);")
  private static native void emit(Emit emit, JSObject event);

  void change(String kind, String key, String action) {
    tell(new Message.Change(kind, key, action));
  }

  /**
   * Reports progress to this session's user, to the other sessions, and to the caller's function,
   * if there is one.
   */
  void progress(OnProgress own, JSObject progress) {
    send(TabChannel.event(PROGRESS, progress));
    tell(own, progress);
  }

  /** Reports progress to the caller's function, which may be null. */
  static void tell(OnProgress own, JSObject progress) {
    if (own != null) {
      Platform.soon(() -> own.progress(progress));
    }
  }

  /** Makes the progress listener of a call, which calls the caller's function, if there is one. */
  static FileProgress.Listener listener(CoreTask task) {
    OnProgress own = (OnProgress) task.getOnProgress();
    return own == null ? FileProgress.Listener.NONE : progress -> tell(own, progressed(progress));
  }

  /** Reports that the store is closed, and nothing after that. */
  void close(String reason) {
    Platform.soon(() -> emit.event("close", closed(reason)));
    end();
  }

  /** Ends all reports. */
  void end() {
    ended = true;
    if (channel != null) {
      channel.close();
    }
  }

  /** Takes a message of another session. A message that only sessions use makes no event here. */
  private void heard(String type, JSObject detail) {
    Message message = message(type, detail);
    if (message != null) {
      hearing.heard(message);
    }
    if (message == null || type.equals(PROGRESS)) {
      emit.event(type, detail);
    }
  }

  /** Converts a message for the core; returns null when the message only makes an event. */
  private static Message message(String type, JSObject detail) {
    return switch (type) {
      case PROGRESS ->
          // A verification in another session brings a download no further.
          text(detail, "phase").equals("verify") ? null : new Message.Progressed(progress(detail));
      case PART -> new Message.PartProgressed(progress(detail));
      case STOP ->
          new Message.Stop(text(detail, "key"), stopped(text(detail, "how")), text(detail, "name"));
      case STOPPED -> new Message.Stopped(text(detail, "key"), text(detail, "name"));
      default -> null;
    };
  }

  private static FileProgress progress(JSObject detail) {
    return new FileProgress(
        text(detail, "key"),
        (long) number(detail, "loaded"),
        (long) number(detail, "total"),
        (long) number(detail, "bytesPerSecond"),
        text(detail, "phase").equals("done"));
  }

  /**
   * Finds the reason of a stop by its name. An unknown name means a pause, which deletes nothing.
   */
  static Reason stopped(String how) {
    return how.equals(Reason.DISCARDED.detail()) ? Reason.DISCARDED : Reason.PAUSED;
  }

  private static JSObject event(Message message) {
    if (message instanceof Message.Change change) {
      return TabChannel.event("change", changed(change.kind(), change.key(), change.action()));
    } else if (message instanceof Message.Evicted evicted) {
      return TabChannel.event("evict", evicted(evicted.kind(), evicted.key(), evicted.bytes()));
    } else if (message instanceof Message.Filled filled) {
      return TabChannel.event("quota", filled(filled.usage(), filled.quota()));
    } else if (message instanceof Message.Progressed progressed) {
      return TabChannel.event(PROGRESS, progressed(progressed.progress()));
    } else if (message instanceof Message.PartProgressed part) {
      return TabChannel.event(PART, progressed(part.progress()));
    } else if (message instanceof Message.Stop stop) {
      return TabChannel.event(STOP, stop(stop.key(), stop.how().detail(), stop.question()));
    }
    Message.Stopped answer = (Message.Stopped) message;
    return TabChannel.event(STOPPED, stop(answer.key(), "", answer.question()));
  }

  @JSBody(
      params = {"kind", "key", "action"},
      script = "return { kind: kind, key: key, action: action };")
  private static native JSObject changed(String kind, String key, String action);

  @JSBody(
      params = {"kind", "key", "bytes"},
      script = "return { kind: kind, key: key, bytes: bytes };")
  private static native JSObject evicted(String kind, String key, double bytes);

  @JSBody(
      params = {"usage", "quota"},
      script = "return { usage: usage, quota: quota };")
  private static native JSObject filled(double usage, double quota);

  @JSBody(
      params = {"key", "how", "name"},
      script = "return { key: key, how: how, name: name };")
  private static native JSObject stop(String key, String how, String name);

  @JSBody(params = "reason", script = "return { reason: reason };")
  private static native JSObject closed(String reason);

  // Another release of Granary may have sent any value.
  @JSBody(
      params = {"detail", "name"},
      script = "return String(detail[name]);")
  private static native String text(JSObject detail, String name);

  @JSBody(
      params = {"detail", "name"},
      script = "return typeof detail[name] === 'number' ? detail[name] : -1;")
  private static native double number(JSObject detail, String name);

  private static JSObject progressed(FileProgress progress) {
    return progressed(
        progress.key(),
        progress.done() ? "done" : "download",
        progress.loaded(),
        progress.total(),
        progress.bytesPerSecond());
  }

  /** Makes the plain object that reports progress to JavaScript. */
  @JSBody(
      params = {"key", "phase", "loaded", "total", "speed"},
      script =
          "var progress = { key: key, phase: phase, loaded: loaded, bytesPerSecond: speed };"
              + " if (total >= 0) { progress.total = total;"
              + " if (speed > 0) progress.secondsLeft = Math.ceil((total - loaded) / speed); }"
              + " return progress;")
  static native JSObject progressed(
      String key, String phase, double loaded, double total, double speed);
}
