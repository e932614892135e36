package dev.postern.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipientListTest {
    private final RecipientList list = new RecipientList(Set.of("anna", "o'neil", "a b"), false, Optional.of("+"));

    @ParameterizedTest
    @ValueSource(strings = {"anna", "ANNA", "\"anna\"", "\"An\\na\"", "anna+orders", "anna+", "O'Neil", "\"a b\""})
    void who_is_listed_is_known_however_it_is_written(String localPart) {
        assertThat(list.contains(localPart)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ann", "annab", "+anna", "x+anna", "anna-orders", "\"anna", ""})
    void nobody_else_is(String localPart) {
        assertThat(list.contains(localPart)).isFalse();
    }

    @Test
    void without_a_delimiter_a_sub_address_is_another_recipient() {
        assertThat(new RecipientList(Set.of("anna"), false, Optional.empty()).contains("anna+orders"))
                .isFalse();
    }

    @Test
    void a_catch_all_is_everybody() {
        assertThat(new RecipientList(Set.of(), true, Optional.empty()).contains("whoever"))
                .isTrue();
    }
}
