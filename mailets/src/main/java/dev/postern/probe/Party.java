package dev.postern.probe;

import java.util.Locale;

/** Says who has to act. */
public enum Party {
    /** The administrator of this gateway. */
    US("you"),
    /** The postmaster of the domain that was probed. */
    PARTNER("the partner"),
    /** Whoever runs the mail servers of that domain under another name. */
    PROVIDER("the provider of the mail servers");

    private final String words;

    Party(String words) {
        this.words = words;
    }

    /** Returns it as the subject of a sentence. */
    public String words() {
        return words;
    }

    /** Returns the word for programs. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
