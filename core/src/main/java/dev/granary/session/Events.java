package dev.granary.session;

/**
 * Reports messages to the user of a session, and to the other sessions of the same store. In a
 * browser, this port uses events and a BroadcastChannel. No method suspends.
 */
public interface Events {
  /** Reports to no session and no user. */
  Events NONE =
      new Events() {
        @Override
        public void tell(Message message) {}

        @Override
        public boolean tellOthers(Message message) {
          return false;
        }

        @Override
        public void whenOthersTell(Hearing hearing) {}
      };

  /** Receives the messages of other sessions. Never suspends. */
  interface Hearing {
    void heard(Message message);
  }

  /** Sends a message to the user of this session and to all other sessions. */
  void tell(Message message);

  /** Sends a message to the other sessions only; returns false where there can be none. */
  boolean tellOthers(Message message);

  /** Sets the receiver for the messages of other sessions. */
  void whenOthersTell(Hearing hearing);
}
