package dev.granary.session;

/** Sends the events of a session that is alone to its own user. */
public record OwnEvents(Hearing user) implements Events {
  @Override
  public void tell(Message message) {
    user.heard(message);
  }

  @Override
  public boolean tellOthers(Message message) {
    return false;
  }

  @Override
  public void whenOthersTell(Hearing hearing) {}
}
