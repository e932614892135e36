package dev.postern.resource;

import dev.postern.api.Json;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the JSON object in the body of a request. */
final class RequestBody {
    private RequestBody() {}

    /** Reads it, or throws a response: 415 if it is of another media type, 400 if it is not that record. */
    static <T extends Record> T read(Context request, Class<T> type) {
        String mediaType = Optional.ofNullable(request.contentType())
                .map(text -> text.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .orElse("");
        if (!mediaType.equals("application/json")) {
            throw new HttpResponseException(415, "Send a body of type application/json.");
        }
        try {
            return Json.readStrictly(request.body(), type);
        } catch (IOException e) {
            throw invalid(type);
        }
    }

    /** Returns the response to a body that is not such a record. */
    static BadRequestResponse invalid(Class<?> type) {
        return new BadRequestResponse("Invalid body; expected a JSON object with: "
                + Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getName)
                        .collect(Collectors.joining(", "))
                + ".");
    }
}
