package dev.granary.session;

import dev.granary.Scheduler;
import java.util.ArrayList;
import java.util.List;

/** Where the sessions of one store meet in a test: what one tells, the others hear soon. */
public final class Hallway {
  private final Scheduler scheduler;
  private final List<Member> members = new ArrayList<>();

  public Hallway(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** One session, and what it has told its own user and the others. */
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

    /** From now on it hears nothing, as a tab whose page is frozen. */
    public void freeze() {
      hearing = message -> {};
    }

    /** The messages of one kind that it has told its user. */
    public <T extends Message> List<T> events(Class<T> kind) {
      return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
  }

  public Member join() {
    return new Member();
  }
}
