package dev.granary.session;

import dev.granary.Scheduler;
import java.util.ArrayList;
import java.util.List;

/** Connects the sessions of one store in a test: soon, each message reaches the other sessions. */
public final class Hallway {
  private final Scheduler scheduler;
  private final List<Member> members = new ArrayList<>();

  public Hallway(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Records the messages of one session to its own user and to the other sessions. */
  public final class Member implements Events {
    public final List<Message> events = new ArrayList<>();
    public final List<Message> toOthers = new ArrayList<>();
    private Hearing hearing = message -> {};

    private Member() {
      members.add(this);
    }

    @Override
    public void tell(Message message) {
      events.add(message);
      tellOthers(message);
    }

    @Override
    public boolean tellOthers(Message message) {
      toOthers.add(message);
      for (Member other : List.copyOf(members)) {
        if (other != this) {
          scheduler.after(0, () -> other.hearing.heard(message));
        }
      }
      return true;
    }

    @Override
    public void whenOthersTell(Hearing given) {
      hearing = given;
    }

    /** Makes the session receive nothing from now on, like a tab whose page is frozen. */
    public void freeze() {
      hearing = message -> {};
    }

    /** Returns the messages of one kind to the user of the session. */
    public <T extends Message> List<T> events(Class<T> kind) {
      return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
  }

  public Member join() {
    return new Member();
  }
}
