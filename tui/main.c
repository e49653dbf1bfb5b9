// SPDX-License-Identifier: MIT
#include "tui/cli.h"

int main(int argc, char **argv)
{
    return cli_main(argc, argv);
}
