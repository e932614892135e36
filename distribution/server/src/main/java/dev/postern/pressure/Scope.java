package dev.postern.pressure;

/** Whose mail is not accepted. */
enum Scope {
    EVERYBODY("any new mail"),
    /** Mail from clients that are neither partners nor own servers. */
    STRANGERS("strangers' mail"),
    TO_OWN_DOMAINS("mail to our own domains"),
    TO_PARTNERS("mail to partners"),
    TO_EVERYONE_ELSE("own servers' mail to everyone but partners");

    private final String words;

    Scope(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
