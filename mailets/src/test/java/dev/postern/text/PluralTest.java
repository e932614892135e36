package dev.postern.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PluralTest {
    @Test
    void onlyOneHasNoS() {
        assertThat(Plural.of(0, "queued message")).isEqualTo("0 queued messages");
        assertThat(Plural.of(1, "queued message")).isEqualTo("1 queued message");
        assertThat(Plural.of(2, "queued message")).isEqualTo("2 queued messages");
    }
}
