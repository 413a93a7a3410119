#include "app/cli/cli.h"
#include "app/process.h"

int main(int count, char** words) {
    breather::keep_memory_to_ourselves();
    return breather::cli::run(count, words);
}
